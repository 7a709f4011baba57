import { counted } from '../text/counted.ts';
import { AssertionError } from 'node:assert/strict';

import type { Micros } from './micros.ts';

/** Alarms that may run at one instant before a clock reports an endless loop. */
export const MAX_RUNS_AT_ONE_INSTANT = 100_000;

/**
 * Time does not advance: something is scheduled for the same instant again and again. An internal bug, never caused by
 * the caller or the wire, and so a failed assertion.
 */
export class StallError extends AssertionError {
  override readonly name = 'StallError';
  /** The last alarm or node that ran. */
  readonly culprit: string;
  readonly timeUs: Micros;

  constructor(culprit: string, timeUs: Micros, runs: number) {
    const message = `${culprit} ran at ${timeUs} µs again and again (${counted(runs, 'run')} at this instant) without letting time advance`;
    super({ message });
    this.culprit = culprit;
    this.timeUs = timeUs;
  }
}
