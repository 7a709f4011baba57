import { MICROS_PER_SECOND, type Micros } from '../time/micros.ts';

/** The chip's memory for output. */
const CAPACITY = 512;
/** What a serial line of 115200 baud carries, with start and stop bits. */
const CHARACTERS_PER_SECOND = 11_520;

/** How full the memory for output is while the serial line empties it: a machine without a clock. */
export class SerialBuffer {
  #fill = 0;
  #sinceUs: Micros = 0;

  clear(): void {
    this.#fill = 0;
  }

  /** @returns false where there is no room for them */
  takes(characters: number, nowUs: Micros): boolean {
    const elapsedUs = Math.max(0, nowUs - this.#sinceUs);
    this.#sinceUs = nowUs;
    this.#fill = Math.max(0, this.#fill - (elapsedUs * CHARACTERS_PER_SECOND) / MICROS_PER_SECOND) + characters;
    return this.#fill <= CAPACITY;
  }
}
