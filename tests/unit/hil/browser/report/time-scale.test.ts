import { describe, expect, it } from 'vitest';
import { foldedScale, linearScale } from '../../../../../hil/browser/report/time-scale.ts';

/** 1000 pixels between the free ends of 22. */
const WIDTH = 1044;
const RESET_US = 960_000_000;

describe('a scale that folds nothing', () => {
  it('has the run between its free ends, and goes straight on beyond', () => {
    const scale = linearScale(1_000_000, WIDTH);
    expect([0, 500_000, 1_000_000, 1_100_000, -100_000].map((us) => scale.x(us))).toEqual([22, 522, 1022, 1122, -78]);
    expect([22, 522, 1022, 1122].map((x) => scale.us(x))).toEqual([0, 500_000, 1_000_000, 1_100_000]);
    expect(scale.folds).toEqual([]);
  });

  it('has room for a run that took no time', () => {
    const scale = linearScale(0, WIDTH);
    expect([scale.x(0), scale.x(1)]).toEqual([22, 1022]);
  });
});

describe('a scale that folds what is idle', () => {
  it('is to scale where something happens all the time', () => {
    const instants = Array.from({ length: 11 }, (_, n) => n * 100_000);
    const scale = foldedScale(instants, 1_000_000, WIDTH);
    expect(scale.folds).toEqual([]);
    expect(scale.x(500_000)).toBe(522);
  });

  it('folds the wait of a reset, up to a margin at both ends', () => {
    // Something each 10 ms for 0.1 s before and after it: the margin is 6 % of those 0.2 s.
    const busy = Array.from({ length: 11 }, (_, n) => n * 10_000);
    const instants = [...busy, ...busy.map((us) => RESET_US + us)].toReversed();
    const scale = foldedScale(instants, RESET_US + 100_000, WIDTH);
    expect(scale.folds).toEqual([[112_000, RESET_US - 12_000]]);
    const [from, to] = [scale.x(112_000), scale.x(RESET_US - 12_000)];
    // A fold takes 3.5 % of the width, and the rest is shared alike by what is not folded.
    expect(to - from).toBeCloseTo(36.54, 6);
    expect([scale.x(0), scale.x(RESET_US + 100_000)]).toEqual([22, 1022]);
    expect(from - 22).toBeCloseTo(1022 - to, 6);
  });

  it('never folds all of a run: something has to be left to draw', () => {
    expect(foldedScale([0, 1_000_000], 1_000_000, WIDTH).folds).toEqual([]);
    const scale = foldedScale([50_000, 100_000, RESET_US + 100_000], RESET_US + 200_000, WIDTH);
    expect(scale.folds).toHaveLength(3);
    expect(scale.x(RESET_US + 200_000)).toBeCloseTo(1022, 6);
  });

  it('finds the instant of each place, in and beside a fold', () => {
    const scale = foldedScale([100_000, RESET_US + 100_000], RESET_US + 200_000, WIDTH);
    for (const us of [0, 50_000, 106_000, RESET_US / 2, RESET_US + 90_000, RESET_US + 200_000]) {
      expect(scale.us(scale.x(us))).toBeCloseTo(us, 3);
    }
  });

  it('keeps the order of time', () => {
    const scale = foldedScale([1000, 5_000_000, 5_001_000, 90_000_000], 100_000_000, WIDTH);
    const places = Array.from({ length: 101 }, (_, n) => scale.x(n * 1_000_000));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(scale.folds).toEqual(scale.folds.toSorted((a, b) => a[0] - b[0]));
    expect(scale.folds).toHaveLength(4);
  });

  it('folds at most twelve times, which take at most half the width', () => {
    const instants = Array.from({ length: 40 }, (_, n) => 4 ** Math.min(n, 26));
    const scale = foldedScale(instants, 4 ** 26, 100);
    expect(scale.folds).toHaveLength(12);
    const folded = scale.folds.reduce((sum, [from, to]) => sum + scale.x(to) - scale.x(from), 0);
    expect(folded).toBeCloseTo(42, 6);
  });

  it('does not look at instants outside of the run', () => {
    const inside = foldedScale([100_000], RESET_US, WIDTH);
    expect(foldedScale([-5, 100_000, RESET_US + 7], RESET_US, WIDTH).folds).toEqual(inside.folds);
  });

  it('folds nothing of a run that took no time', () => {
    expect(foldedScale([0], 0, WIDTH).folds).toEqual([]);
  });
});
