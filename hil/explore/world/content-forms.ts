import type { NvmContent } from '../../../ecu-sim/memory/content.ts';

/** Values of a byte, and none. */
const BYTES = 257;

/** Numbers of contents: the same for two that differ in counters, times and nonces only. */
export class ContentForms {
  readonly #slots = new KeyLists();
  readonly #retired = new KeyLists();
  /** By the numbers of both lists of keys, then by everything else. */
  readonly #numbers = new Map<number, Map<number, number>>();
  #count = 0;

  numberOf({ slots, retired, attempts, delayPending, resetIncomplete, lastRuns }: NvmContent): number {
    let others = (delayPending ? 2 : 0) + (resetIncomplete ? 1 : 0);
    for (const run of lastRuns) others = others * BYTES + (run === null ? 0 : 1 + run.outcome);
    others = others * BYTES + attempts;
    const lists = this.#slots.numberOf(slots) * 2 ** 16 + this.#retired.numberOf(retired);
    let numbers = this.#numbers.get(lists);
    if (numbers === undefined) {
      numbers = new Map();
      this.#numbers.set(lists, numbers);
    }
    const known = numbers.get(others);
    if (known !== undefined) return known;
    numbers.set(others, this.#count);
    return this.#count++;
  }
}

/** A number for each list of keys, in their order. */
class KeyLists {
  readonly #numbers = new Map<string, number>();
  #last: NvmContent['slots'] | null = null;
  #lastNumber = 0;

  numberOf(keys: NvmContent['slots']): number {
    // Contents share the lists that a write leaves as they are.
    if (keys === this.#last) return this.#lastNumber;
    const name = keys.join();
    const number = this.#numbers.get(name) ?? this.#numbers.size;
    this.#numbers.set(name, number);
    this.#last = keys;
    this.#lastNumber = number;
    return number;
  }
}
