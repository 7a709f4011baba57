/** The size of one chunk handed on. */
const CHUNK_BYTES = 65_536;

/**
 * Collects little-endian binary and hands it on in chunks. A chunk is only valid during the call: the buffer is used
 * again.
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
    this.blob(this.text.encode(text));
  }

  flush(): void {
    if (this.length === 0) return;
    this.flushTo(this.bytes.subarray(0, this.length));
    this.length = 0;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes > CHUNK_BYTES) this.flush();
  }
}
