import { MICROS_PER_SECOND } from '../time/micros.ts';

/** Two clocks of crystals part by a millisecond at most in so long. */
const WINDOW_US = 10 * MICROS_PER_SECOND;

/**
 * How old frames are that bear time stamps of another clock, which started at any time: a machine without input or
 * output.
 *
 * The way to us delays a frame by more or less, never by less than nothing: the frame that came soonest after its stamp
 * tells how far the clocks are apart. Only the last 10 to 20 s count, for no two clocks run alike.
 */
export class PortTime {
  readonly #spanUs: number;
  #windowEndUs = -Infinity;
  /** Smallest distance between our clock and theirs: in the window that runs, and in the one before. */
  #nearestUs = Infinity;
  #nearestBeforeUs = Infinity;

  /** @param spanUs where the other clock starts again from 0; it does not, where this is left out */
  constructor(spanUs: number = Infinity) {
    this.#spanUs = spanUs;
  }

  /**
   * @param stampUs when the frame was received, on the other clock
   * @param nowUs the present instant on ours, any origin
   * @returns microseconds from then to now, 0 or more; 0 for the first frame
   */
  ageUs(stampUs: number, nowUs: number): number {
    if (nowUs >= this.#windowEndUs) this.#openWindow(nowUs);
    const known = Math.min(this.#nearestUs, this.#nearestBeforeUs);
    const distanceUs = this.#unwrapped(nowUs - stampUs, known);
    this.#nearestUs = Math.min(this.#nearestUs, distanceUs);
    return distanceUs - Math.min(distanceUs, known);
  }

  /** A window without a frame before it: what was known before that is out of date. */
  #openWindow(nowUs: number): void {
    const isNext = nowUs < this.#windowEndUs + WINDOW_US;
    this.#nearestBeforeUs = isNext ? this.#nearestUs : Infinity;
    this.#nearestUs = Infinity;
    this.#windowEndUs = nowUs + WINDOW_US;
  }

  /** The distance that is nearest to the known one, among those a whole number of spans apart. */
  #unwrapped(distanceUs: number, knownUs: number): number {
    if (this.#spanUs === Infinity || knownUs === Infinity) return distanceUs;
    return distanceUs - Math.round((distanceUs - knownUs) / this.#spanUs) * this.#spanUs;
  }
}
