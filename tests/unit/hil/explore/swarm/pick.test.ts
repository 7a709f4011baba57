import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../../../can-bus/random/random-source.ts';
import { pick } from '../../../../../hil/explore/swarm/pick.ts';

describe('pick', () => {
  it('reaches every item, and always the same ones from the same seed', () => {
    const drawn = (seed: number): readonly string[] => {
      const random = RandomSource.seeded(seed, 'pick');
      return Array.from({ length: 30 }, () => pick(['a', 'b', 'c'], random));
    };
    expect(new Set(drawn(1))).toEqual(new Set(['a', 'b', 'c']));
    expect(drawn(1)).toEqual(drawn(1));
    expect(() => pick([], RandomSource.seeded(1, 'pick'))).toThrow(RangeError);
  });
});
