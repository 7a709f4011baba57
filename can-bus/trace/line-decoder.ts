import type { TraceDecoder, TraceItem } from './trace-decoder.ts';

/** Longest line of a trace; a longer one is dropped and reported as a bad line. */
const MAX_LINE_BYTES = 65_536;
const LINE_FEED = 0x0a;
const SHOWN_CHARACTERS = 60;
const NO_BYTES = new Uint8Array(0);

export interface LineFormat<Item> {
  /** The content of a line; null where it has none, as comments. */
  readonly read: (text: string, where: string) => Item | TraceItem | null;
  /** Whether an item whose line has no end, the last of the file, is certainly complete. */
  readonly isWhole: (item: Item | TraceItem) => boolean;
  /** What is missing at the end of the file; null where it is complete. */
  readonly missing?: () => string | null;
  /** The expected form of a line. */
  readonly expected: string;
}

/** The text of a line as a message shows it. */
export function shownLine(text: string): string {
  const short = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return JSON.stringify(short);
}

/** Splits a file into lines, and passes each to its format's reader. Empty lines are skipped. */
export class LineDecoder<Item extends { readonly kind: string } = TraceItem> implements TraceDecoder<Item | TraceItem> {
  readonly #format: LineFormat<Item>;
  readonly #text = new TextDecoder();
  /** The beginning of a line that is not complete. */
  #rest: Uint8Array = NO_BYTES;
  #isTooLong = false;
  /** Number of the next line, from 1. */
  #line = 1;

  constructor(format: LineFormat<Item>) {
    this.#format = format;
  }

  push(chunk: Uint8Array, into: (Item | TraceItem)[]): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#takeLine(chunk.subarray(start, end), into);
      start = end + 1;
    }
    this.#rest = this.#joined(chunk.subarray(start)).slice();
  }

  end(into: (Item | TraceItem)[]): void {
    const where = `line ${this.#line}`;
    const text = this.#text.decode(this.#rest).trim();
    this.#rest = NO_BYTES;
    const before = into.length;
    if (text !== '' || this.#isTooLong) this.#takeLast(text, where, into);
    const missing = this.#format.missing?.() ?? null;
    const isReported = into.slice(before).some(({ kind }) => kind === 'cut-off');
    if (missing !== null && !isReported) into.push({ kind: 'cut-off', where, message: missing });
  }

  #takeLine(bytes: Uint8Array, into: (Item | TraceItem)[]): void {
    const where = `line ${this.#line}`;
    this.#line++;
    const line = this.#joined(bytes);
    const isTooLong = this.#isTooLong;
    this.#rest = NO_BYTES;
    this.#isTooLong = false;
    if (isTooLong) {
      const message = `a line of more than ${MAX_LINE_BYTES} bytes`;
      into.push({ kind: 'bad', where, message, expected: this.#format.expected });
      return;
    }
    const text = this.#text.decode(line).trim();
    const item = text === '' ? null : this.#format.read(text, where);
    if (item !== null) into.push(item);
  }

  /**
   * A complete last line without a line end cannot be distinguished from one that was cut off: if it can be read, it
   * counts.
   */
  #takeLast(text: string, where: string, into: (Item | TraceItem)[]): void {
    const item = this.#isTooLong ? null : this.#format.read(text, where);
    if (this.#isTooLong || item?.kind === 'bad') {
      into.push({ kind: 'cut-off', where, message: `the file ends within ${shownLine(text)}` });
    } else if (item !== null) {
      into.push(item);
      if (this.#format.isWhole(item)) return;
      into.push({ kind: 'cut-off', where, message: `the line has no end: ${shownLine(text)} may be cut short` });
    }
  }

  /** The bytes together with those held back before; none once the line is too long. */
  #joined(bytes: Uint8Array): Uint8Array {
    if (this.#rest.length + bytes.length > MAX_LINE_BYTES) this.#isTooLong = true;
    if (this.#isTooLong) return NO_BYTES;
    if (this.#rest.length === 0) return bytes;
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    return joined;
  }
}
