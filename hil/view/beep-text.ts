import { counted } from '../../can-bus/text/counted.ts';
/** Beeps of the exterior buzzer, as the ECU counts them. */
export interface BeepsHeard {
  /** In the last signal. */
  readonly last: number;
  /** Since the run began. */
  readonly total: number;
}

/** More than this many are not written out. */
const MAX_WRITTEN = 5;

/** `♪ beep beep  (2 beeps; 3 in this run)`. */
export function beepText({ last, total }: BeepsHeard): string {
  if (total === 0) return '♪ no beep yet';
  const words = last > MAX_WRITTEN ? `beep × ${last}` : Array.from({ length: last }, () => 'beep').join(' ');
  return `♪ ${words}  (${counted(last, 'beep')}; ${total} in this run)`;
}
