import type { Micros } from './micros.ts';

/**
 * What an alarm does when it is due.
 *
 * @param dueUs the instant it was armed for
 * @param horizonUs the latest instant (at least `dueUs`) up to which nothing else is due on this clock: the
 * owner may handle everything of its own that is due until then, inclusive, without returning.
 */
export type AlarmAction = (dueUs: Micros, horizonUs: Micros) => void;

/** Created once and re-armed as often as needed; a disarmed alarm costs nothing. */
export interface Alarm {
  readonly name: string;
  /** The instant it is armed for; `NEVER_US` when it is not. */
  readonly dueUs: Micros;
  /** Arms it, or moves it. `NEVER_US` disarms. A past instant is due at once. */
  arm(dueUs: Micros): void;
  disarm(): void;
}

/**
 * Time as the outermost loop provides it: virtual or real. Alarms due at the same instant run in the order of arming.
 */
export interface Clock {
  nowUs(): Micros;
  createAlarm(name: string, action: AlarmAction): Alarm;
}
