import assert from 'node:assert/strict';

const FIRST_CAPACITY = 64;

/** Writes big-endian integers and byte runs one after the other. A value that does not fit is a bug of the caller. */
export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  #length: number = 0;

  u8(value: number): this {
    return this.#integer(value, 1);
  }

  u16(value: number): this {
    return this.#integer(value, 2);
  }

  u24(value: number): this {
    return this.#integer(value, 3);
  }

  u32(value: number): this {
    return this.#integer(value, 4);
  }

  u48(value: number): this {
    return this.#integer(value, 6);
  }

  bytes(run: Uint8Array): this {
    const offset = this.#grow(run.length);
    this.#bytes.set(run, offset);
    return this;
  }

  /** A copy of everything written so far. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #integer(value: number, width: number): this {
    const fits = Number.isInteger(value) && value >= 0 && value < 256 ** width;
    // The message is only made where it is needed: it costs more than the write.
    if (!fits) assert.fail(`${value} is not an unsigned integer of ${width} bytes`);
    const offset = this.#grow(width);
    for (let index = width - 1, rest = value; index >= 0; index -= 1, rest = Math.floor(rest / 256)) {
      this.#bytes[offset + index] = rest % 256;
    }
    return this;
  }

  /** Makes room for `count` bytes and returns the offset where they go. */
  #grow(count: number): number {
    const offset = this.#length;
    this.#length = offset + count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return offset;
  }
}
