/**
 * The timers that a person or a tool waits for, in the order in which their deadlines are taken at one instant: the
 * 16 minutes of a reset (RST-4), the step timeout of a registration (REG-7), the window of an erasure (ERA-2), the end
 * of the session for want of requests (S3), the delay after wrong pass-codes (AUT-3), the start that a touched key
 * permits (KEY-4).
 */
export const TIMER_NAMES = [
  'reset',
  'registration-step',
  'erase-window',
  's3',
  'attempts-delay',
  'start-window',
] as const;
export type TimerName = (typeof TIMER_NAMES)[number];
