import type { FrameTable } from '../../report/viewer-data.ts';

/** A frame of the viewer. */
export interface ViewedFrame {
  readonly timeUs: number;
  /** 3 hex digits, 8 where it has 29 bits. */
  readonly id: string;
  readonly sender: string;
  /** Hex. */
  readonly data: string;
}

/** Frames by time. */
export class Frames {
  /** Those that found no room; they are behind the last one. */
  readonly omitted: number;
  readonly #table: FrameTable;
  readonly #times: Float64Array;

  constructor(table: FrameTable) {
    this.#table = table;
    this.omitted = table.omitted;
    this.#times = new Float64Array(table.rows.length);
    let timeUs = 0;
    for (const [index, [sinceUs]] of table.rows.entries()) {
      timeUs += sinceUs;
      this.#times[index] = timeUs;
    }
  }

  get length(): number {
    return this.#times.length;
  }

  /** How many are complete up to and including an instant. */
  countUntil(timeUs: number): number {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) <= timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether all frames up to an instant are there. */
  isWholeUntil(timeUs: number): boolean {
    return this.omitted === 0 || timeUs < (this.#times.at(-1) ?? 0);
  }

  slice(from: number, to: number): readonly ViewedFrame[] {
    const start = Math.max(0, from);
    return this.#table.rows.slice(start, Math.max(start, to)).map(([, head, data], index) => {
      const [id = '', ...sender] = (this.#table.heads[head] ?? '').split(' ');
      return { timeUs: this.#times[start + index] ?? 0, id, sender: sender.join(' '), data };
    });
  }
}
