/**
 * Which bus of one log is which of another. A bus may be called otherwise there, as long as it is so throughout and the
 * other log has no bus of that name for another one.
 */
export class BusPairs {
  readonly #toOther = new Map<string, string>();
  readonly #toOne = new Map<string, string>();

  /** Whether the two can be one bus, by what has been joined so far. */
  canJoin(one: string, other: string): boolean {
    const known = this.#toOther.get(one);
    if (known !== undefined) return known === other;
    if (this.#toOne.has(other)) return false;
    return one === other || (!this.#toOne.has(one) && !this.#toOther.has(other));
  }

  /** From here on they are one bus. */
  join(one: string, other: string): void {
    if (this.#toOther.has(one)) return;
    this.#toOther.set(one, other);
    this.#toOne.set(other, one);
  }

  /** Those that are called otherwise in the other log. */
  renamed(): readonly (readonly [string, string])[] {
    return [...this.#toOther].filter(([one, other]) => one !== other);
  }
}
