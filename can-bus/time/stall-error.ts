import { AssertionError } from 'node:assert/strict';

import type { Micros } from './micros.ts';

/** Alarms that may run at one instant before a clock takes it for a loop that never ends. */
export const MAX_RUNS_AT_ONE_INSTANT = 100_000;

/**
 * Time would stay at one instant for ever: something asks to run at it again and again. A bug of ours, never the
 * caller's or the wire's, and so a failed assertion.
 */
export class StallError extends AssertionError {
  override readonly name = 'StallError';
  /** The alarm or node that asked last. */
  readonly culprit: string;
  readonly timeUs: Micros;

  constructor(culprit: string, timeUs: Micros, runs: number) {
    const message = `${culprit} ran at ${timeUs} µs again and again (${runs} runs at this instant) without letting time advance`;
    super({ message });
    this.culprit = culprit;
    this.timeUs = timeUs;
  }
}
