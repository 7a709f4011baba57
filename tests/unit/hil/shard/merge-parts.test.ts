import { describe, expect, it } from 'vitest';
import { mergeParts } from '../../../../hil/shard/merge-parts.ts';
import { newHead } from '../../../../hil/shard/part-file.ts';
import type { Part } from '../../../../hil/shard/part.ts';

interface Made {
  readonly number: number;
  readonly units: readonly number[];
  readonly of?: number;
  readonly seed?: string;
  readonly folder?: string;
}

function part({ number, units, of = 2, seed = '1', folder = `p${number}` }: Made): Part {
  return {
    folder,
    file: `${folder}/part.jsonl`,
    head: newHead('run', { number, of }, { version: '1.0.0', seed }, 3, null),
    units: units.map((unit) => ({ unit, result: `result ${unit}` })),
  };
}

describe('parts that are merged', () => {
  it('give the results of all units in order, in whatever order they are named', () => {
    const [one, two] = [part({ number: 1, units: [0, 2] }), part({ number: 2, units: [1] })];
    expect(mergeParts([two, one])).toEqual({
      parts: [one, two],
      head: one.head,
      results: ['result 0', 'result 1', 'result 2'],
    });
  });

  it.each([
    ['a missing shard', [{ number: 1, units: [0, 2] }], 'missing: shard 2/2'],
    [
      'a shard twice',
      [
        { number: 1, units: [0] },
        { number: 1, units: [0], folder: 'again' },
        { number: 2, units: [1, 2] },
      ],
      'shard 1/2 is there twice: p1 and again',
    ],
    [
      'overlapping shards',
      [
        { number: 1, units: [0, 1] },
        { number: 2, units: [1, 2] },
      ],
      'parts overlap: unit 2 is in p1 and in p2',
    ],
    [
      'a unit in no shard',
      [
        { number: 1, units: [0] },
        { number: 2, units: [2] },
      ],
      'missing in all parts: unit 2 of 3',
    ],
    [
      'another seed',
      [
        { number: 1, units: [0] },
        { number: 2, units: [1, 2], seed: '2' },
      ],
      'parts of different work: seed is 1 in p1, and 2 in p2',
    ],
    [
      'another number of shards',
      [
        { number: 1, units: [0] },
        { number: 2, units: [1, 2], of: 3 },
      ],
      'parts of different work: number of shards is 2 in p1, and 3 in p2',
    ],
    ['none at all', [], 'no parts are given'],
  ] as const)('with %s are refused', (_, made, message) => {
    expect(() => mergeParts(made.map(part))).toThrow(message);
  });

  it('many missing ones are not all listed', () => {
    const one = part({ number: 1, units: [0], of: 100 });
    expect(() => mergeParts([one])).toThrow(/^missing: shard 2\/100, .*, 11\/100 and 89 more$/);
  });
});
