import { describe, expect, it } from 'vitest';
import { exploreWorld, type Step, type World } from '../../../../../hil/explore/transport/search.ts';

/** Counts up to a limit, by one or two; rule 7 decides each step, and a number may be forbidden. */
class Counter implements World<number, number> {
  readonly initial = 0;
  readonly #limit: number;
  readonly #forbidden: number;

  constructor(limit: number, forbidden: number = -1) {
    this.#limit = limit;
    this.#forbidden = forbidden;
  }

  inputs(): readonly number[] {
    return [1, 2];
  }

  apply(state: number, by: number): Step<number> {
    const next = Math.min(state + by, this.#limit);
    return { state: next, rules: [7], problem: next === this.#forbidden ? `${next} is forbidden` : null };
  }

  key(state: number): string {
    return String(state);
  }

  describe(by: number): string {
    return `add ${by}`;
  }
}

describe('the search', () => {
  it('visits every state, and counts transitions, depth and rules', () => {
    const { states, transitions, depth, rules, broken } = exploreWorld(new Counter(5));
    expect({ states, transitions, depth, broken }).toEqual({ states: 6, transitions: 12, depth: 3, broken: null });
    expect([...rules]).toEqual([[7, 12]]);
  });

  it('says the shortest way to a broken rule', () => {
    const { broken } = exploreWorld(new Counter(9, 5));
    expect(broken).toEqual({ problem: '5 is forbidden', path: ['add 1', 'add 2', 'add 2'] });
  });

  it('has a hash of the set of states, and another one for another set', () => {
    expect(exploreWorld(new Counter(5)).hash).toBe(exploreWorld(new Counter(5)).hash);
    expect(exploreWorld(new Counter(6)).hash).not.toBe(exploreWorld(new Counter(5)).hash);
  });
});
