/** The bytes of a capture file, which arrive in chunks and are read record by record. */
export class CaptureChunks {
  #rest: Uint8Array = new Uint8Array(0);
  #offset = 0;

  /** Of the record that is read now, in bytes from the start of the file. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes of a record that is not complete yet. */
  get incompleteBytes(): number {
    return this.#rest.length;
  }

  /**
   * @param take reads one record at the start of the view, which ends with the bytes that have arrived. It returns the
   *   record's length in bytes, or null where the record is not complete or nothing more can be read.
   */
  push(chunk: Uint8Array, take: (view: DataView) => number | null): void {
    const bytes = joined(this.#rest, chunk);
    let at = 0;
    for (;;) {
      const length = take(new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at));
      if (length === null) break;
      at += length;
      this.#offset += length;
    }
    this.#rest = bytes.slice(at);
  }

  clear(): void {
    this.#rest = new Uint8Array(0);
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
