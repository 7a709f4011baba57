import type { Micros } from '../time/micros.ts';

export const DEFAULT_BIT_RATE = 500_000;
export const DEFAULT_QUEUE_LIMIT = 4096;

export interface VirtualBusOptions {
  /** bit/s, default 500,000. */
  readonly bitRate?: number;
  /** bit/s of the data phase of FD frames with bit rate switch, default as `bitRate`. */
  readonly dataBitRate?: number;
  /** Maximum number of frames waiting per node, default 4096. */
  readonly queueLimit?: number;
  /** Seed of the fault plan's probabilities, default 1. */
  readonly seed?: number;
  readonly startUs?: Micros;
}
