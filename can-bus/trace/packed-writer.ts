/** The size of one chunk. */
const CHUNK_BYTES = 65_536;
/** Up to this length a loop copies faster than a built-in call. */
const SHORT = 64;
const LAST_ASCII = 0x7f;
/** Tag, instant, two numbers, two bytes and the length of a blob. */
const RECORD_BYTES = 1 + 8 + 4 + 4 + 1 + 1 + 4;

/**
 * Collects little-endian binary data and passes it on in chunks. A chunk is only valid during the call: the buffer is
 * reused.
 */
export class PackedWriter {
  private readonly bytes = new Uint8Array(CHUNK_BYTES);
  private readonly view = new DataView(this.bytes.buffer);
  private readonly flushTo: (chunk: Uint8Array) => void;
  private readonly text = new TextEncoder();
  private length = 0;

  constructor(flushTo: (chunk: Uint8Array) => void) {
    this.flushTo = flushTo;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  f64(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** A tag, an instant, two u32, two u8 and a short blob in one call: there are a thousand frames a second. */
  record(tag: number, timeUs: number, a: number, b: number, c: number, d: number, bytes: Uint8Array): void {
    const count = bytes.length;
    if (count > SHORT) throw new RangeError(`${count} bytes in a record, the maximum is ${SHORT}`);
    this.reserve(RECORD_BYTES + count);
    const { bytes: into, view } = this;
    let at = this.length;
    into[at] = tag;
    view.setFloat64(at + 1, timeUs, true);
    view.setUint32(at + 9, a, true);
    view.setUint32(at + 13, b, true);
    into[at + 17] = c;
    into[at + 18] = d;
    view.setUint32(at + 19, count, true);
    at += RECORD_BYTES;
    for (let i = 0; i < count; i++) into[at + i] = bytes[i] ?? 0;
    this.length = at + count;
  }

  /** A length (u32) and the bytes. */
  blob(bytes: Uint8Array): void {
    this.u32(bytes.length);
    if (bytes.length > CHUNK_BYTES) {
      this.flush();
      this.flushTo(bytes);
      return;
    }
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A length in bytes (u32) and UTF-8. */
  string(text: string): void {
    if (text.length > SHORT || !this.shortAscii(text)) this.blob(this.text.encode(text));
  }

  flush(): void {
    if (this.length === 0) return;
    this.flushTo(this.bytes.subarray(0, this.length));
    this.length = 0;
  }

  /** Names and words, nearly always. @returns false, with nothing written, where there is another character */
  private shortAscii(text: string): boolean {
    const count = text.length;
    this.reserve(4 + count);
    const from = this.length + 4;
    for (let i = 0; i < count; i++) {
      const code = text.charCodeAt(i);
      if (code > LAST_ASCII) return false;
      this.bytes[from + i] = code;
    }
    this.u32(count);
    this.length += count;
    return true;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes > CHUNK_BYTES) this.flush();
  }
}
