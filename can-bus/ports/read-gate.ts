/** For a reader that nothing stops. */
export function always(): boolean {
  return true;
}

/** What may keep a gate shut. */
export type GateKeeper = 'bus' | 'protocol' | 'turn';

const BIT: Readonly<Record<GateKeeper, number>> = { bus: 1, protocol: 2, turn: 4 };

/**
 * Bytes on their way from a stream to a reader that may stop within a chunk: what it has not read waits here, and the
 * stream is not to be read meanwhile. A machine without input or output.
 */
export class ReadGate {
  readonly #read: (chunk: Uint8Array) => number;
  #rest: Uint8Array | null = null;
  #shut = 0;

  /** @param read how many bytes it has read: all of them while the gate stays open */
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

  /** What waits stays until {@link flow}. */
  open(keeper: GateKeeper): void {
    this.#shut &= ~BIT[keeper];
  }

  push(chunk: Uint8Array): void {
    this.#rest = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.flow();
  }

  /** The reader goes on, until the gate is shut again or nothing waits. */
  flow(): void {
    if (!this.isOpen || this.#rest === null) return;
    const chunk = this.#rest;
    const read = this.#read(chunk);
    this.#rest = read < chunk.length ? chunk.subarray(read) : null;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#rest = null;
  }
}
