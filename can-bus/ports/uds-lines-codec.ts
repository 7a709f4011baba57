import { fromHex, HexError, toHex } from '../bytes/hex.ts';
import { MAX_SHORT_MESSAGE } from '../isotp/defaults.ts';
import { always } from './read-gate.ts';

/** Longest line: a message of 4095 bytes, with blanks between them. */
const MAX_LINE = 3 * MAX_SHORT_MESSAGE;

/** A decoded line: a message, or the reason why it is not one. */
export type UdsLine =
  { readonly kind: 'message'; readonly payload: Uint8Array } | { readonly kind: 'malformed'; readonly reason: string };

/** A UDS message as a line: hexadecimal digits, two per byte. */
export function encodeUdsLine(payload: Uint8Array): string {
  return `${toHex(payload)}\n`;
}

function decodeUdsLine(line: string): UdsLine {
  try {
    const payload = fromHex(line);
    if (payload.length <= MAX_SHORT_MESSAGE) return { kind: 'message', payload };
    return { kind: 'malformed', reason: `a message has at most ${MAX_SHORT_MESSAGE} bytes, not ${payload.length}` };
  } catch (error) {
    if (error instanceof HexError) return { kind: 'malformed', reason: error.message };
    throw error;
  }
}

/** Splits a byte stream into lines, independent of its chunks. Empty lines are skipped. Holds at most one line. */
export class UdsLineParser {
  #rest = '';
  #isOverlong = false;

  /**
   * @param mayGoOn asked after each line; once it returns false, the following bytes are not read
   * @returns how many bytes of the chunk were read
   */
  push(chunk: Uint8Array, onLine: (line: UdsLine) => void, mayGoOn: () => boolean = always): number {
    const text = this.#rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const carried = this.#rest.length;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = text.slice(start, end);
      start = end + 1;
      this.#take(line, onLine);
      if (!mayGoOn()) {
        this.#rest = '';
        return start - carried;
      }
    }
    this.#rest = text.slice(start);
    if (this.#rest.length > MAX_LINE) {
      this.#isOverlong = true;
      this.#rest = '';
    }
    return chunk.length;
  }

  #take(line: string, onLine: (line: UdsLine) => void): void {
    const isOverlong = this.#isOverlong || line.length > MAX_LINE;
    this.#isOverlong = false;
    if (isOverlong) onLine({ kind: 'malformed', reason: 'the line is too long' });
    else if (line.trim() !== '') onLine(decodeUdsLine(line.trim()));
  }
}
