/** The bytes of a capture file, which arrive in chunks and are read record by record. */
export class CaptureChunks {
  #rest: Uint8Array = new Uint8Array(0);
  #offset = 0;

  /** Position of the current record, in bytes from the start of the file. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes of a record that is not complete yet. */
  get incompleteBytes(): number {
    return this.#rest.length;
  }

  /** @returns the bytes that are not read yet, with the chunk at their end */
  append(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    return bytes;
  }

  /** A record of this length has been read. */
  advance(length: number): void {
    this.#offset += length;
  }

  /** The bytes of the record that is not complete. */
  keep(rest: Uint8Array): void {
    this.#rest = rest;
  }

  clear(): void {
    this.#rest = new Uint8Array(0);
  }
}
