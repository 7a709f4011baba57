/**
 * Which bus of one log corresponds to which of another. Their names may differ, as long as the correspondence is
 * consistent and the other log has no bus of that name for another one.
 */
export class BusPairs {
  readonly #toOther = new Map<string, string>();
  readonly #toOne = new Map<string, string>();

  /** Whether the two can be one bus, according to the pairs so far. */
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

  /** Pairs with different names in the two logs. */
  renamed(): readonly (readonly [string, string])[] {
    return [...this.#toOther].filter(([one, other]) => one !== other);
  }
}
