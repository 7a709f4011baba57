import type { Micros } from '../../can-bus/time/micros.ts';

/** What may have begun before the log, or in a part of it that was skipped: what comes then is not judged. */
export class Unseen {
  readonly #waitUs: Micros;
  #untilUs: Micros;

  /**
   * @param fromUs where the log begins
   * @param waitUs after which something that has begun must have gone on
   */
  constructor(fromUs: Micros, waitUs: Micros) {
    this.#waitUs = waitUs;
    this.#untilUs = fromUs + waitUs;
  }

  skipped(nowUs: Micros): void {
    this.#untilUs = nowUs + this.#waitUs;
  }

  /** The log shows a beginning: what comes belongs to it. */
  begun(): void {
    this.#untilUs = -Infinity;
  }

  /** Whether what comes now may belong to what the log does not show; then more of it may come. */
  goesOn(nowUs: Micros): boolean {
    if (nowUs > this.#untilUs) return false;
    this.#untilUs = nowUs + this.#waitUs;
    return true;
  }
}
