import { MICROS_PER_MILLI, type Micros } from '../time/micros.ts';
import type { ElmSettings } from './settings.ts';

const UNIT_US: Micros = 4 * MICROS_PER_MILLI;
/** Added to the slowest response seen, by the mode of `AT AT`. */
const MARGIN_US: Readonly<Record<1 | 2, Micros>> = { 1: 20 * MICROS_PER_MILLI, 2: 8 * MICROS_PER_MILLI };
/** A slow response is forgotten by this share with each faster one. */
const FORGOTTEN_SHARE = 8;
/** The longest P2* of an ECU (ISO 14229-2). */
const PENDING_US: Micros = 5_000 * MICROS_PER_MILLI;

/**
 * How long a response is waited for: `AT ST` for the first one, and for further ones as long as they have taken so far
 * (adaptive timing).
 */
export class ResponseWait {
  #slowestUs: Micros | null = null;

  reset(): void {
    this.#slowestUs = null;
  }

  /** @param sentUs the request is complete on the bus */
  forFirst(sentUs: Micros, { timeout }: ElmSettings): Micros {
    return sentUs + timeout * UNIT_US;
  }

  /** After a complete response, or one of which more frames follow. */
  forNext(nowUs: Micros, sentUs: Micros, settings: ElmSettings): Micros {
    const limitUs = nowUs + settings.timeout * UNIT_US;
    const { adaptiveTiming } = settings;
    if (adaptiveTiming === 0 || this.#slowestUs === null) return limitUs;
    return Math.min(limitUs, Math.max(nowUs, sentUs + this.#slowestUs) + MARGIN_US[adaptiveTiming]);
  }

  afterPending(nowUs: Micros): Micros {
    return nowUs + PENDING_US;
  }

  /** @param latencyUs from the end of a request to the beginning of its slowest response */
  learn(latencyUs: Micros): void {
    const faded = Math.floor(((this.#slowestUs ?? 0) * (FORGOTTEN_SHARE - 1)) / FORGOTTEN_SHARE);
    this.#slowestUs = Math.max(latencyUs, faded);
  }
}
