/** For a reader that is never stopped. */
export function always(): boolean {
  return true;
}

/** The reasons for which a gate may be closed. */
export type GateKeeper = 'bus' | 'protocol' | 'turn';

const BIT: Readonly<Record<GateKeeper, number>> = { bus: 1, protocol: 2, turn: 4 };

/**
 * Passes bytes from a stream to a reader that may stop within a chunk: what it has not read waits here, and the stream
 * must not be read meanwhile. A machine without input or output.
 */
export class ReadGate {
  readonly #read: (chunk: Uint8Array) => number;
  #rest: Uint8Array | null = null;
  #shut = 0;

  /** @param read returns how many bytes it has read: all of them while the gate stays open */
  constructor(read: (chunk: Uint8Array) => number) {
    this.#read = read;
  }

  get isOpen(): boolean {
    return this.#shut === 0;
  }

  /** Nothing waits here. */
  get isEmpty(): boolean {
    return this.#rest === null;
  }

  shut(keeper: GateKeeper): void {
    this.#shut |= BIT[keeper];
  }

  /** Waiting bytes stay until {@link flow}. */
  open(keeper: GateKeeper): void {
    this.#shut &= ~BIT[keeper];
  }

  push(chunk: Uint8Array): void {
    this.#rest = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.flow();
  }

  /** The reader continues until the gate is closed again or nothing is waiting. */
  flow(): void {
    if (!this.isOpen || this.#rest === null) return;
    const chunk = this.#rest;
    const read = this.#read(chunk);
    this.#rest = read < chunk.length ? chunk.subarray(read) : null;
  }

  /** Drops the waiting bytes. */
  clear(): void {
    this.#rest = null;
  }
}
