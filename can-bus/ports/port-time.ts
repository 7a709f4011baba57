import { MICROS_PER_SECOND } from '../time/micros.ts';

/** Two clocks of crystals part by a millisecond at most in so long. */
const WINDOW_US = 10 * MICROS_PER_SECOND;
/** By so much no frame comes sooner after its stamp than all others of the window: then the span is another one. */
const IMPOSSIBLY_SOON_US = -MICROS_PER_SECOND;

/**
 * How old frames are that bear time stamps of another clock, which started at any time: a machine without input or
 * output.
 *
 * The way to us delays a frame by more or less, never by less than nothing: the frame that came soonest after its stamp
 * shows how far the clocks are apart. Only the last 10 to 20 s count, for no two clocks run alike.
 */
export class PortTime {
  /** Where the other clock may start again from 0, ascending; one as soon as that is certain. */
  #spansUs: readonly number[];
  /** The one of them that the first start fits. */
  #likelySpanUs: number | null = null;
  #windowEndUs = -Infinity;
  /** Smallest distance between our clock and theirs: in the window that runs, and in the one before. */
  #nearestUs = Infinity;
  #nearestBeforeUs = Infinity;

  /**
   * @param spansUs where the other clock may start again from 0, ascending: which it is, is seen by its stamps; it does
   *   not start again where this is left out
   */
  constructor(spansUs: readonly number[] = []) {
    this.#spansUs = spansUs;
  }

  /**
   * @param stampUs when the frame was received, on the other clock
   * @param nowUs the present instant on ours, any origin
   * @returns microseconds from then to now, 0 or more; 0 for the first frame
   */
  ageUs(stampUs: number, nowUs: number): number {
    if (nowUs >= this.#windowEndUs) this.#openWindow(nowUs);
    this.#excludeSpansBelow(stampUs);
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

  #excludeSpansBelow(stampUs: number): void {
    while (this.#spansUs.length > 1 && stampUs >= (this.#spansUs[0] ?? Infinity))
      this.#spansUs = this.#spansUs.slice(1);
  }

  /** The distance that is nearest to the known one, among those a whole number of spans apart. */
  #unwrapped(distanceUs: number, knownUs: number): number {
    if (knownUs === Infinity) return distanceUs;
    return knownUs + this.#restOf(distanceUs - knownUs);
  }

  #restOf(beyondUs: number): number {
    const [first] = this.#spansUs;
    if (first === undefined) return beyondUs;
    if (this.#spansUs.length === 1) return restOfSpan(beyondUs, first);
    if (this.#likelySpanUs !== null && this.#spansUs.includes(this.#likelySpanUs)) {
      const restUs = restOfSpan(beyondUs, this.#likelySpanUs);
      if (restUs > IMPOSSIBLY_SOON_US) return restUs;
    }
    const nearness = (spanUs: number): number => Math.abs(restOfSpan(beyondUs, spanUs));
    const spanUs = this.#spansUs.reduce((best, other) => (nearness(other) < nearness(best) ? other : best));
    const restUs = restOfSpan(beyondUs, spanUs);
    // Before the clock has started again all spans fit, and where it was set anew none does.
    if (restUs !== beyondUs && Math.abs(restUs) < -IMPOSSIBLY_SOON_US) this.#likelySpanUs = spanUs;
    return restUs;
  }
}

/** What is left of a time beside a whole number of spans: from minus half of one to half of one. */
function restOfSpan(timeUs: number, spanUs: number): number {
  return timeUs - Math.round(timeUs / spanUs) * spanUs;
}
