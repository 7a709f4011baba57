import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newHead } from '../../../../hil/shard/part-file.ts';
import { contentOf } from '../../../../hil/shard/part-results.ts';
import type { Part } from '../../../../hil/shard/part.ts';

const CONTENT = {
  what: 'results of a test',
  about: z.object({ seed: z.int() }),
  result: z.object({ a: z.int(), b: z.string() }),
};

function part(number: number, units: readonly (readonly [unit: number, result: unknown])[], about: unknown): Part {
  const head = newHead('run', { number, of: 2 }, {}, 3, about);
  return {
    folder: `p${number}`,
    file: `p${number}/part.jsonl`,
    head,
    units: units.map(([unit, result]) => ({ unit, result })),
  };
}

describe('the content of parts', () => {
  it('is in the order of the units, with its fields in theirs', () => {
    const first = part(1, [[2, { b: 'x', a: 3 }]], { seed: 1 });
    const second = part(2, [[0, { a: 1, b: 'y', other: 4 }]], { seed: 2 });
    const { abouts, results } = contentOf([first, second], CONTENT);
    expect(abouts).toEqual([{ seed: 1 }, { seed: 2 }]);
    expect(JSON.stringify(results)).toBe('[{"a":1,"b":"y","other":4},{"b":"x","a":3}]');
  });

  it('that is not as it must be is refused, with the part and the field', () => {
    const good = part(1, [[0, { a: 1, b: 'x' }]], { seed: 1 });
    for (const [bad, problem] of [
      [
        part(
          2,
          [
            [1, good.units[0]?.result],
            [2, { a: 1.5, b: 'x' }],
          ],
          { seed: 1 },
        ),
        'line 3: a must be a whole number',
      ],
      [part(2, [[1, null]], { seed: 1 }), 'line 2: the whole must be a mapping'],
      [part(2, [], { seed: 'x' }), 'its first line: seed must be a number'],
    ] as const) {
      expect(() => contentOf([good, bad], CONTENT)).toThrow(
        expect.objectContaining({
          code: 'usage/part',
          message: `p2 is damaged: it has no results of a test (${problem})`,
          hint: 'run this shard again: the others stay valid',
        }),
      );
    }
  });
});
