import { counted } from '../text/counted.ts';
import { OperationError } from '../errors/operation-error.ts';

/** The input is shorter or longer than its format. */
export class ByteLengthError extends OperationError {
  override readonly name = 'ByteLengthError';
  /** Position of the reader, in bytes from the start. */
  readonly offset: number;

  constructor(offset: number, message: string) {
    super('byte-length', message, { context: { offset } });
    this.offset = offset;
  }
}

/** Reads big-endian integers and byte runs from front to back, and fails on short input. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset: number = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Position of what is read next, in bytes from the start. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes not yet read. */
  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** @throws ByteLengthError when fewer than one byte is left; the wider readers likewise */
  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u24(): number {
    const offset = this.#take(3);
    return this.#view.getUint8(offset) * 0x1_0000 + this.#view.getUint16(offset + 1);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  u48(): number {
    const offset = this.#take(6);
    return this.#view.getUint16(offset) * 0x1_0000_0000 + this.#view.getUint32(offset + 2);
  }

  /** A copy of the next `count` bytes. */
  bytes(count: number): Uint8Array {
    const offset = this.#take(count);
    return this.#bytes.slice(offset, offset + count);
  }

  /** @throws ByteLengthError when bytes are left */
  end(): void {
    if (this.remaining > 0) {
      throw new ByteLengthError(this.#offset, `${counted(this.remaining, 'byte')} left over at offset ${this.#offset}`);
    }
  }

  #take(count: number): number {
    const offset = this.#offset;
    if (count > this.remaining) {
      throw new ByteLengthError(
        offset,
        `${counted(count, 'byte')} expected at offset ${offset}, but ${this.remaining} are left`,
      );
    }
    this.#offset = offset + count;
    return offset;
  }
}

/** Reads all of `bytes` with `read`; returns null when there are too few or too many bytes. */
export function decodeExactly<T>(bytes: Uint8Array, read: (reader: ByteReader) => T): T | null {
  const reader = new ByteReader(bytes);
  try {
    const value = read(reader);
    reader.end();
    return value;
  } catch (error) {
    if (error instanceof ByteLengthError) return null;
    throw error;
  }
}
