import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../../can-bus/random/random-source.ts';

describe('random', () => {
  it('draws the same from the same seed and domain, and something else from another seed or domain', () => {
    const draw = (seed: number, domain: string): number[] => {
      const source = RandomSource.seeded(seed, domain);
      return Array.from({ length: 4 }, () => source.u32());
    };
    expect(draw(1, 'bus')).toEqual(draw(1, 'bus'));
    const all = [
      draw(1, 'bus'),
      draw(2, 'bus'),
      draw(1, 'ecu'),
      draw(0, 'bus'),
      draw(-1, 'bus'),
      draw(1 + 2 ** 32, 'bus'),
    ];
    expect(new Set(all.map((words) => words.join())).size).toBe(all.length);
  });

  it('never seeds the state that yields only zeros, and continues from a saved state', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.string(), (seed, domain) => {
        const source = RandomSource.seeded(seed, domain);
        expect(source.state.some((word) => word !== 0)).toBe(true);
        source.u32();
        const copy = new RandomSource(source.state);
        expect(copy.bytes(9)).toEqual(source.bytes(9));
        expect(copy.state).toEqual(source.state);
      }),
    );
  });

  it('gives bytes most significant first, four a draw', () => {
    const words = RandomSource.seeded(7, 'bytes');
    const [first, second] = [words.u32(), words.u32()];
    const expected = [first >>> 24, (first >>> 16) & 255, (first >>> 8) & 255, first & 255, second >>> 24];
    expect([...RandomSource.seeded(7, 'bytes').bytes(5)]).toEqual(expected);
  });

  it('stays below the limit and reaches every value', () => {
    const source = RandomSource.seeded(1, 'below');
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 5_000; i++) {
      const value = source.below(5);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    expect(counts.length).toBe(5);
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    expect(source.below(1)).toBe(0);
    for (const limit of [0, -1, 1.5, 2 ** 32 + 1]) expect(() => source.below(limit)).toThrow(RangeError);
  });

  it('comes true as often as its probability says, and generates nothing for certainty', () => {
    const source = RandomSource.seeded(1, 'chance');
    let hits = 0;
    for (let i = 0; i < 4_000; i++) if (source.chance(0.25)) hits++;
    expect(Math.abs(hits - 1_000)).toBeLessThan(120);
    const before = source.state;
    expect([source.chance(0), source.chance(1), source.chance(Number.NaN)]).toEqual([false, true, false]);
    expect(source.state).toBe(before);
  });
});
