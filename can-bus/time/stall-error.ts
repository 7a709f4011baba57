import type { Micros } from './micros.ts';

/**
 * Time would stand still for ever: something asks to run at the same instant again and again. Our own bug, never
 * the caller's or the wire's.
 */
export class StallError extends Error {
  override readonly name = 'StallError';
  readonly code = 'STALL';
  /** The alarm or node that asked last. */
  readonly culprit: string;
  readonly timeUs: Micros;

  constructor(culprit: string, timeUs: Micros, runs: number) {
    super(`${culprit} ran at ${timeUs} µs again and again (${runs} runs at this instant) without letting time advance`);
    this.culprit = culprit;
    this.timeUs = timeUs;
  }
}
