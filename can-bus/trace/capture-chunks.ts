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

  /**
   * Reads the records of what is not read yet, with a chunk at its end.
   *
   * @param take reads the record at a position of `bytes`: its length; null where it is not complete, and what is left waits
   * for the next chunk
   */
  read(chunk: Uint8Array, take: (bytes: Uint8Array<ArrayBuffer>, at: number) => number | null): void {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    let at = 0;
    for (let length: number | null = 0; length !== null; length = take(bytes, at)) {
      at += length;
      this.#offset += length;
    }
    this.#rest = bytes.slice(at);
  }

  clear(): void {
    this.#rest = new Uint8Array(0);
  }
}
