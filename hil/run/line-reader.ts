import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 262_144;
const LINE_END = 0x0a;

export interface ReadLine {
  /** Without its line end. */
  readonly text: string;
  /** False for a last line without a line end: the file is truncated there. */
  readonly isWhole: boolean;
}

/**
 * Reads a text file line by line, synchronously: a run in virtual time does not yield its thread. Memory holds one
 * chunk and one line.
 */
export class LineReader {
  readonly #descriptor: number;
  readonly #buffer = Buffer.alloc(CHUNK_BYTES);
  #pending: Buffer = Buffer.alloc(0);
  #isOver = false;

  /** @throws the file system's error */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
  }

  /** The next line; null at the end. */
  next(): ReadLine | null {
    for (;;) {
      const end = this.#pending.indexOf(LINE_END);
      if (end >= 0) {
        const text = this.#pending.toString('utf8', 0, end);
        this.#pending = this.#pending.subarray(end + 1);
        return { text, isWhole: true };
      }
      if (this.#isOver) return this.#rest();
      const length = readSync(this.#descriptor, this.#buffer);
      if (length === 0) this.#isOver = true;
      else this.#pending = Buffer.concat([this.#pending, this.#buffer.subarray(0, length)]);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #rest(): ReadLine | null {
    if (this.#pending.length === 0) return null;
    const text = this.#pending.toString('utf8');
    this.#pending = Buffer.alloc(0);
    return { text, isWhole: false };
  }
}
