import { describe, expect, it } from 'vitest';
import { CoverageCounter, mergeCounts } from '../../../../../hil/explore/coverage/coverage-counts.ts';

describe('counts of coverage', () => {
  it('are by table and parts, in order of the keys', () => {
    const counter = new CoverageCounter();
    counter.count('transition', 'idle', 'idle', 'armed');
    counter.count('deadline', 'RST-4', 'running', 'supply', -1);
    counter.count('deadline', 'RST-4', 'running', 'supply', -1);
    expect(Object.entries(counter.counts)).toEqual([
      ['deadline|RST-4|running|supply|-1', 2],
      ['transition|idle|idle|armed', 1],
    ]);
  });

  it('of several runs are added up', () => {
    expect(mergeCounts([{ b: 1, a: 2 }, { a: 3 }])).toEqual({ a: 5, b: 1 });
  });
});
