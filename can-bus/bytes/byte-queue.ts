const LEAST_BYTES = 65_536;

/**
 * Bytes that arrive in pieces and are taken from the front. They lie in one array, which moves them only when it is
 * full: appending costs the length of the piece, however much waits.
 */
export class ByteQueue {
  #bytes = new Uint8Array(LEAST_BYTES);
  #view: DataView = new DataView(this.#bytes.buffer);
  #start = 0;
  #end = 0;

  /** Number of bytes that wait. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** The array and its view; they may change with every {@link push}. The bytes are from {@link start} to {@link end}. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  get view(): DataView {
    return this.#view;
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  push(piece: Uint8Array): void {
    const length = this.length;
    if (this.#end + piece.length > this.#bytes.length) {
      const needed = length + piece.length;
      const old = this.#bytes;
      if (needed * 2 > old.length) {
        this.#bytes = new Uint8Array(needed * 2);
        this.#view = new DataView(this.#bytes.buffer);
      }
      this.#bytes.set(old.subarray(this.#start, this.#end));
      this.#start = 0;
      this.#end = length;
    }
    this.#bytes.set(piece, this.#end);
    this.#end += piece.length;
  }

  /** Takes bytes from the front, at most all there are. */
  drop(count: number): void {
    this.#start = Math.min(this.#start + count, this.#end);
  }

  clear(): void {
    this.#start = 0;
    this.#end = 0;
  }
}
