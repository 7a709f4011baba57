const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
/** As many digits as the longest segmented request has, and room for a few more. */
const MAX_LINE = 8_200;

/** A line without blanks, in upper case; null where it was too long. */
interface ReadLine {
  readonly text: string | null;
}

/** Cuts the characters of a client into lines: a machine without input or output. */
export class LineReader {
  #text = '';
  #isTooLong = false;

  /** Line feeds and zero bytes are ignored. */
  static counts(byte: number): boolean {
    return byte !== NUL && byte !== LF;
  }

  /** The rest of a line that is too long is not echoed. */
  get mayEcho(): boolean {
    return !this.#isTooLong;
  }

  /** @returns the line that this byte ends; null while it goes on */
  push(byte: number): ReadLine | null {
    if (byte === CR) return this.#end();
    if (byte <= 0x20) return null;
    if (this.#text.length >= MAX_LINE) this.#isTooLong = true;
    else this.#text += String.fromCharCode(byte);
    return null;
  }

  #end(): ReadLine {
    const text = this.#isTooLong ? null : this.#text.toUpperCase();
    this.#text = '';
    this.#isTooLong = false;
    return { text };
  }
}
