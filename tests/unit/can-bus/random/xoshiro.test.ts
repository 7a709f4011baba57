import { describe, expect, it } from 'vitest';
import { nextU32, rewindState, seedState, type RandomState } from '../../../../can-bus/random/xoshiro.ts';

describe('the generator of random words', () => {
  it('is xoshiro128**: the first words from the state 1, 2, 3, 4', () => {
    const words: number[] = [];
    let state: RandomState = [1, 2, 3, 4];
    for (let i = 0; i < 6; i++) {
      const draw = nextU32(state);
      words.push(draw.value);
      state = draw.state;
    }
    // What the authors' C program gives; the first by hand: 2 * 5 = 10, rotated by 7 = 1280, * 9 = 11520.
    expect(words).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
  });

  it('refuses a seed that is not a whole number', () => {
    for (const seed of [0.5, Number.NaN, 2 ** 53, Infinity]) expect(() => seedState(seed, 'bus')).toThrow(RangeError);
  });

  it('never seeds the state that yields only zeros', () => {
    for (const seed of [0, 1, -1]) expect(seedState(seed, '').some((word) => word !== 0)).toBe(true);
  });

  it('runs backwards to the state it came from', () => {
    let state: RandomState = [1, 2, 3, 4];
    for (let step = 0; step < 1000; step++) ({ state } = nextU32(state));
    expect(rewindState(state, 1000)).toEqual([1, 2, 3, 4]);
    expect(rewindState(state, 0)).toEqual(state);
  });
});
