/** Hands on what comes out of order in the order of its numbers, from 0 on; keeps only what is ahead of its turn. */
export class InOrder<T> {
  readonly #take: (item: T, number: number) => void;
  readonly #ahead = new Map<number, T>();
  #next = 0;

  constructor(take: (item: T, number: number) => void) {
    this.#take = take;
  }

  /** Each number once. */
  add(number: number, item: T): void {
    this.#ahead.set(number, item);
    for (let ready = this.#ahead.get(this.#next); ready !== undefined; ready = this.#ahead.get(this.#next)) {
      this.#ahead.delete(this.#next);
      this.#take(ready, this.#next);
      this.#next += 1;
    }
  }
}
