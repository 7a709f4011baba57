import { describe, expect, it } from 'vitest';
import { cutIntoRanges, durationsOf, splitWork } from '../../../../hil/shard/split.ts';

describe('the split of work', () => {
  it('gives the longest first, each to the shard with the least so far', () => {
    expect(splitWork([1, 9, 3, 4, 4], 2)).toEqual([
      [0, 1],
      [2, 3, 4],
    ]);
  });

  it('leaves no shard empty while there is work, even of no duration', () => {
    expect(splitWork([0, 0, 0], 3)).toEqual([[0], [1], [2]]);
    expect(splitWork([100, 0, 0], 3)).toEqual([[0], [1], [2]]);
    expect(splitWork([5], 3)).toEqual([[0], [], []]);
    expect(splitWork([], 2)).toEqual([[], []]);
  });
});

describe('ranges', () => {
  it('are consecutive, of a size at most, and several for each shard', () => {
    expect(cutIntoRanges(100, 1, 20)).toEqual([0, 20, 40, 60, 80].map((from) => ({ from, to: from + 20 })));
    expect(cutIntoRanges(10, 2, 20)).toHaveLength(10);
    expect(cutIntoRanges(50, 1, 20).at(-1)).toEqual({ from: 48, to: 50 });
    expect(cutIntoRanges(1, 5, 20)).toEqual([{ from: 0, to: 1 }]);
  });
});

describe('durations', () => {
  it('are those recorded; an unknown one is the median of the others', () => {
    const recorded = new Map([
      ['a', 5],
      ['b', 900],
      ['c', 7],
    ]);
    expect(durationsOf(['a', 'new', 'b', 'c'], recorded)).toEqual([5, 7, 900, 7]);
    expect(durationsOf(['x', 'y'], new Map())).toEqual([1, 1]);
  });
});
