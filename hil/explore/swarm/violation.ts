import type { Micros } from '../../../can-bus/time/micros.ts';

/** A rule that a run broke: what was expected, and what the car did. */
export interface Violation {
  /** As in behaviour and conformance: `RST-4`, `conformance 42`. */
  readonly rule: string;
  /** The aspect that differs: `slots`, `answer to 31 01 02 01`. Failures of one cause have the same. */
  readonly aspect: string;
  /** What the independent rules allow. */
  readonly oracle: string;
  /** What the firmware did. */
  readonly firmware: string;
  readonly atUs: Micros;
}

/** Failures of one cause have the same key. */
export function causeOf({ rule, aspect }: Violation): string {
  return `${rule}: ${aspect}`;
}
