import { expect, it } from 'vitest';
import { firstTooDeep } from '../../../../hil/scenario/nesting.ts';

type List = readonly List[];

function nested(levels: number): List {
  return levels === 1 ? [] : [nested(levels - 1)];
}

it('finds the list that is nested too deeply', () => {
  expect(firstTooDeep<List>(nested(100), (list) => list)).toBeNull();
  expect(firstTooDeep<List>([[], nested(101)], (list) => list)).toEqual({ value: [[]] });
  const round: List[] = [];
  round.push(round);
  expect(firstTooDeep<List>(round, (list) => list)).toEqual({ value: round });
});
