import { expect, it } from 'vitest';
import { inputsOf, isEarlier, type Failure } from '../../../../../hil/explore/exhaustive/level.ts';

it('orders failures by the parent’s rank, then by the input', () => {
  const failure = (rank: readonly [number, number], input: number): Failure => ({
    kind: 'rule',
    difference: { rule: '', what: '', firmware: '', oracle: '' },
    inputs: [input],
    rank,
  });
  expect(isEarlier(failure([1, 2], 9), failure([1, 3], 0))).toBe(true);
  expect(isEarlier(failure([1, 2], 9), failure([1, 2], 3))).toBe(false);
  expect(inputsOf({ before: { before: null, input: 1 }, input: 2 })).toEqual([1, 2]);
});
