import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeParts } from '../../../hil/shard/merge-parts.ts';
import { newHead } from '../../../hil/shard/part-file.ts';
import type { Part } from '../../../hil/shard/part.ts';
import { cutIntoRanges, splitWork } from '../../../hil/shard/split.ts';

const durations = fc.array(fc.nat({ max: 10_000 }), { maxLength: 60 });
const shards = fc.integer({ min: 1, max: 12 });

function partsOf(work: readonly number[], of: number): readonly Part[] {
  return splitWork(work, of).map((units, index) => ({
    folder: `p${index + 1}`,
    file: 'part.jsonl',
    head: newHead('run', { number: index + 1, of }, { seed: '1' }, work.length, null),
    units: units.map((unit) => ({ unit, result: work[unit] })),
  }));
}

describe('the split of any work', () => {
  it('has each unit once, no empty shard beside one with two, and the balance of the longest first', () => {
    fc.assert(
      fc.property(durations, shards, (work, of) => {
        const shares = splitWork(work, of);
        expect(shares.flat().sort((a, b) => a - b)).toEqual(work.map((_, index) => index));
        const sizes = shares.map((share) => share.length);
        if (Math.min(...sizes) === 0) expect(Math.max(...sizes)).toBeLessThanOrEqual(1);
        const loads = shares.map((share) => share.reduce((sum, unit) => sum + (work[unit] ?? 0), 0));
        const mean = work.reduce((sum, each) => sum + each, 0) / of;
        expect(Math.max(...loads)).toBeLessThanOrEqual(mean + Math.max(0, ...work));
        expect(splitWork([...work], of)).toEqual(shares);
      }),
    );
  });

  it('ranges follow each other without a gap', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5000 }), shards, fc.integer({ min: 1, max: 50 }), (total, of, size) => {
        const ranges = cutIntoRanges(total, of, size);
        const ends = ranges.map(({ to }) => to);
        expect([...ranges.map(({ from }) => from), total]).toEqual([0, ...ends]);
        expect(ranges.filter(({ from, to }) => to <= from || to - from > size)).toEqual([]);
      }),
    );
  });
});

describe('the merge of any split', () => {
  it('is the work, in whatever order the parts are named; without any one of them there is none', () => {
    fc.assert(
      fc.property(durations, shards, fc.nat(), (work, of, at) => {
        const parts = partsOf(work, of);
        const turned = [...parts.slice(at % of), ...parts.slice(0, at % of)].toReversed();
        expect(mergeParts(turned).results).toEqual(work);
        expect(() => mergeParts(parts.filter((_, index) => index !== at % of))).toThrow(/^missing: shard|^no parts/);
        const [first] = parts;
        if (first !== undefined) expect(() => mergeParts([...parts, { ...first, folder: 'again' }])).toThrow('twice');
      }),
    );
  });
});
