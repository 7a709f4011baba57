import type { TraceDecoder, TraceItem } from './trace-decoder.ts';

/** Longest line of a trace; a longer one is dropped and reported as a bad line. */
const MAX_LINE_CHARACTERS = 65_536;
const SHOWN_CHARACTERS = 60;

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
  #rest = '';
  #isTooLong = false;
  /** Number of the next line, from 1. */
  #line = 1;

  constructor(format: LineFormat<Item>) {
    this.#format = format;
  }

  push(chunk: Uint8Array, into: (Item | TraceItem)[]): void {
    const text = this.#text.decode(chunk, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#takeLine(text.slice(start, end), into);
      start = end + 1;
    }
    this.#rest = this.#joined(text.slice(start));
  }

  end(into: (Item | TraceItem)[]): void {
    const where = `line ${this.#line}`;
    const text = this.#joined(this.#text.decode()).trim();
    this.#rest = '';
    const before = into.length;
    if (text !== '' || this.#isTooLong) this.#takeLast(text, where, into);
    const missing = this.#format.missing?.() ?? null;
    const isReported = into.slice(before).some(({ kind }) => kind === 'cut-off');
    if (missing !== null && !isReported) into.push({ kind: 'cut-off', where, message: missing });
  }

  #takeLine(part: string, into: (Item | TraceItem)[]): void {
    const where = `line ${this.#line}`;
    this.#line++;
    const line = this.#joined(part);
    const isTooLong = this.#isTooLong;
    this.#rest = '';
    this.#isTooLong = false;
    if (isTooLong) {
      const message = `a line of more than ${MAX_LINE_CHARACTERS} characters`;
      into.push({ kind: 'bad', where, message, expected: this.#format.expected });
      return;
    }
    const text = line.trim();
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

  /** The part together with what was held back before; nothing once the line is too long. */
  #joined(part: string): string {
    if (this.#rest.length + part.length > MAX_LINE_CHARACTERS) this.#isTooLong = true;
    return this.#isTooLong ? '' : this.#rest + part;
  }
}
