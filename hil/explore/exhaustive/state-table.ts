/** The table is enlarged when it is this full. */
const MAX_LOAD = 0.6;
const FIRST_SLOTS = 1 << 10;
const FIRST_STATES = 1 << 9;

/** Seeds of the four lanes of a state's hash. */
const LANES = [0x9e37_79b9, 0x85eb_ca6b, 0xc2b2_ae35, 0x27d4_eb2f] as const;

/** One lane of 32 bits of the hash of these words. */
export function hashWords(words: Uint32Array, from: number, count: number, lane: 0 | 1 | 2 | 3): number {
  let hash: number = LANES[lane];
  for (let index = from; index < from + count; index++) {
    hash = Math.imul(hash ^ (words[index] ?? 0), 0xcc9e_2d51);
    hash = (hash << 15) | (hash >>> 17);
    hash = (Math.imul(hash, 5) + 0xe654_6b64) | 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85eb_ca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A set of states in their canonical form: whole words, one state after another, and a table with open addressing of
 * their numbers. Exact: two states with the same hash are compared word by word.
 */
export class StateTable {
  /** How many states there are; a state's number is their count before it. */
  size = 0;
  readonly #width: number;
  #words: Uint32Array;
  #slots: Uint32Array = new Uint32Array(FIRST_SLOTS);

  /** @param width words of a state */
  constructor(width: number) {
    this.#width = width;
    this.#words = new Uint32Array(FIRST_STATES * width);
  }

  /** The number of a state, or −1. */
  find(words: Uint32Array, from: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) return -1;
      if (this.#isSame(entry - 1, words, from)) return entry - 1;
    }
  }

  /** Adds a state that is not there yet. @returns its number */
  add(words: Uint32Array, from: number, hash: number): number {
    const width = this.#width;
    if ((this.size + 1) * width > this.#words.length) this.#enlargeWords();
    for (let index = 0; index < width; index++) this.#words[this.size * width + index] = words[from + index] ?? 0;
    if (this.size + 1 > this.#slots.length * MAX_LOAD) this.#enlargeSlots();
    this.#place(this.size, hash);
    return this.size++;
  }

  /** Bytes of memory. */
  get bytes(): number {
    return this.#words.byteLength + this.#slots.byteLength;
  }

  /** All states, one after another. */
  words(): Uint32Array {
    return this.#words.subarray(0, this.size * this.#width);
  }

  #place(number: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = number + 1;
  }

  #isSame(number: number, words: Uint32Array, from: number): boolean {
    const at = number * this.#width;
    for (let index = 0; index < this.#width; index++) {
      if (this.#words[at + index] !== words[from + index]) return false;
    }
    return true;
  }

  #enlargeWords(): void {
    const larger = new Uint32Array(this.#words.length * 2);
    larger.set(this.#words);
    this.#words = larger;
  }

  #enlargeSlots(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let number = 0; number < this.size; number++) {
      this.#place(number, hashWords(this.#words, number * this.#width, this.#width, 0));
    }
  }
}
