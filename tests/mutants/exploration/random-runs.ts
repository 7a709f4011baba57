// Random exploration as the only test of a mutant: the first runs of `smartkey explore --seed 1`.
import { expect, it } from 'vitest';
import { GroupRunner } from '../../../hil/explore/swarm/run-group.ts';

/** Five runs each. */
const GROUPS = 8;

const runner: GroupRunner = new GroupRunner(1);

it.each(Array.from({ length: GROUPS }, (_, group) => group))('group %i breaks no rule', async (group) => {
  const { failures } = await runner.run(group);
  expect(failures.map(({ violation }) => violation.rule)).toEqual([]);
});
