import { MICROS_PER_SECOND } from '../time/micros.ts';

/** Two crystal clocks drift apart by a millisecond at most in this time. */
const WINDOW_US = 10 * MICROS_PER_SECOND;
/**
 * No frame arrives earlier, relative to its stamp, than all others of the window by more than this: if one does, the
 * wrap span is a different one.
 */
const IMPOSSIBLY_SOON_US = -MICROS_PER_SECOND;

/**
 * Computes how old frames are that carry time stamps of another clock with an unknown origin: a machine without input
 * or output.
 *
 * Transmission delays a frame by a varying time, but never by less than zero: the frame that arrived soonest after its
 * stamp shows the offset between the clocks. Only the last 10 to 20 s count, because no two clocks run at the same
 * rate.
 */
export class PortTime {
  /** Spans after which the other clock may restart from 0, ascending; a single one as soon as it is certain. */
  #spansUs: readonly number[];
  /** The span that the first restart matches. */
  #likelySpanUs: number | null = null;
  #windowEndUs = -Infinity;
  /** Smallest offset between our clock and theirs: in the current window, and in the previous one. */
  #nearestUs = Infinity;
  #nearestBeforeUs = Infinity;

  /**
   * @param spansUs spans after which the other clock may restart from 0, ascending; its stamps show which one it is. It
   * never restarts where this is absent
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

  /** The previous window has no frame: the known offset is out of date. */
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

  /** Of the offsets that differ by whole spans, the one nearest to the known offset. */
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
    // Before the clock restarts for the first time all spans match; where it was set to another time none does.
    if (restUs !== beyondUs && Math.abs(restUs) < -IMPOSSIBLY_SOON_US) this.#likelySpanUs = spanUs;
    return restUs;
  }
}

/** The remainder of a time after whole spans: from minus half a span to half a span. */
function restOfSpan(timeUs: number, spanUs: number): number {
  return timeUs - Math.round(timeUs / spanUs) * spanUs;
}
