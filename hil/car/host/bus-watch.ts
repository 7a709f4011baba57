import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';

/** The period over which load is measured. */
const WINDOW_US: Micros = MICROS_PER_SECOND;
/** A frame that has waited this long for the bus is starved. */
const STARVED_FROM_US: Micros = 500 * MICROS_PER_MILLI;
/** Bus load from which a client that is held back is reported. */
const FULL_PERCENT = 90;
/** Pause after a report (vehicle time). */
const AGAIN_US: Micros = 10 * MICROS_PER_SECOND;

/** The bus at one instant. */
interface BusSample {
  readonly nowUs: Micros;
  /** How long the bus has been busy so far. */
  readonly busyUs: Micros;
  /** The nodes that have a frame to send, and since when it waits. */
  readonly waiting: readonly { readonly name: string; readonly sinceUs: Micros }[];
  /** Clients that are held back because they send more than the bus carries. */
  readonly heldBack: readonly string[];
}

/** Measures the load of the bus, and reports a client that saturates it: a machine without input or output. */
export class BusWatch {
  #fromUs: Micros = 0;
  #busyUs: Micros = 0;
  #loadPercent = 0;
  #quietUntilUs: Micros = 0;

  /** Load of the last complete window. */
  get loadPercent(): number {
    return this.#loadPercent;
  }

  isDue(nowUs: Micros): boolean {
    return nowUs >= this.#fromUs + WINDOW_US;
  }

  /** To be called when it is due. @returns a line for people, or null where there is nothing to report */
  take({ nowUs, busyUs, waiting, heldBack }: BusSample): string | null {
    const share = (busyUs - this.#busyUs) / (nowUs - this.#fromUs);
    this.#loadPercent = Math.min(100, Math.round(100 * share));
    this.#fromUs = nowUs;
    this.#busyUs = busyUs;
    const starved = waiting.filter(({ sinceUs }) => nowUs - sinceUs >= STARVED_FROM_US);
    const isFull = this.#loadPercent >= FULL_PERCENT && heldBack.length > 0;
    if ((starved.length === 0 && !isFull) || nowUs < this.#quietUntilUs) return null;
    this.#quietUntilUs = nowUs + AGAIN_US;
    const load = `the bus is at ${this.#loadPercent} % load`;
    const flood = heldBack.length === 0 ? '' : `: ${list(heldBack)} sends more than it carries`;
    const waits = starved.map(
      ({ name, sinceUs }) => `${name} for ${((nowUs - sinceUs) / MICROS_PER_SECOND).toFixed(1)} s`,
    );
    return load + flood + (waits.length === 0 ? '' : `; waiting for the bus: ${waits.join(', ')}`);
  }
}

function list(names: readonly string[]): string {
  return names.join(' and ');
}
