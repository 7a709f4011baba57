import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';

const SECONDS_PER_MINUTE = 60;
/** Minimum number of seconds for a meaningful slope. */
const LEAST_SECONDS = 3;

/** Timing statistics of a replay, in µs of its clock. */
export interface LatenessFigures {
  /** Increase of lateness per minute, independent of single frames; null where the replay is too short. */
  readonly driftUsPerMinute: number | null;
  readonly meanLateUs: number;
  readonly mostLateUs: number;
}

/**
 * Separates drift from lateness: a busy machine makes single frames late, a drifting clock makes all of them
 * increasingly late. So the drift is the slope of the least-squares line through the most punctual frame of each
 * second. Stores no frames.
 */
export class LatenessMeter {
  #frames = 0;
  #sumUs = 0;
  #mostUs = 0;
  #second = -1;
  #least: { readonly atUs: Micros; readonly lateUs: number } | null = null;
  readonly #line = new LineFit();

  /** @param atUs when it should have been sent, from the begin of the replay; never before the last one */
  frame(atUs: Micros, lateUs: number): void {
    this.#frames++;
    this.#sumUs += lateUs;
    this.#mostUs = Math.max(this.#mostUs, lateUs);
    const second = Math.floor(atUs / MICROS_PER_SECOND);
    if (second !== this.#second) this.#endSecond();
    this.#second = second;
    if (this.#least === null || lateUs < this.#least.lateUs) this.#least = { atUs, lateUs };
  }

  /** To be called once, at the end. */
  figures(): LatenessFigures {
    this.#endSecond();
    const slope = this.#line.count < LEAST_SECONDS ? null : this.#line.slope;
    return {
      driftUsPerMinute: slope === null ? null : slope * MICROS_PER_SECOND * SECONDS_PER_MINUTE,
      meanLateUs: this.#frames === 0 ? 0 : this.#sumUs / this.#frames,
      mostLateUs: this.#mostUs,
    };
  }

  #endSecond(): void {
    if (this.#least !== null) this.#line.add(this.#least.atUs, this.#least.lateUs);
    this.#least = null;
  }
}

/** The line with the least squares of distances, point by point (Welford). */
class LineFit {
  count = 0;
  #meanX = 0;
  #meanY = 0;
  #products = 0;
  #squares = 0;

  add(x: number, y: number): void {
    this.count++;
    const fromMean = x - this.#meanX;
    this.#meanX += fromMean / this.count;
    this.#meanY += (y - this.#meanY) / this.count;
    this.#products += fromMean * (y - this.#meanY);
    this.#squares += fromMean * (x - this.#meanX);
  }

  get slope(): number {
    return this.#products / this.#squares;
  }
}
