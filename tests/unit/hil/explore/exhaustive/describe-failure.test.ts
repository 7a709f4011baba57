import { expect, it } from 'vitest';
import { describeAction, describeFailure } from '../../../../../hil/explore/exhaustive/describe-failure.ts';
import { ENDINGS } from '../../../../../hil/explore/exhaustive/level.ts';
import { createWorld } from '../../../../../hil/explore/world/world.ts';
import { smallWorld } from '../small-world.ts';

const world = createWorld(smallWorld());
const numberOf = (words: string): number =>
  world.actions.findIndex((action) => describeAction(world, action).includes(words));

it('the way to a broken rule is described input by input, with its times', () => {
  const difference = { rule: 'RST-4', what: 'the key slots', firmware: '1', oracle: '2' };
  const inputs = [
    numberOf('request 10 03') * ENDINGS,
    numberOf('time moves to 1 µs before') * ENDINGS,
    numberOf('request 27 05') * ENDINGS + 1,
  ];
  expect(describeFailure(world, { kind: 'rule', difference, inputs, rank: [0, 0] })).toEqual({
    ...difference,
    steps: [
      { atUs: 0, input: 'car 1: request 10 03 on oem' },
      { atUs: 4_999_999, input: 'time moves to 1 µs before the next deadline' },
      {
        atUs: 4_999_999,
        input: 'car 1: request 27 05 on generic, and the supply fails in its write, before the commit',
      },
    ],
  });
});

it('every input of a world has words of its own', () => {
  const words = world.actions.map((action) => describeAction(world, action));
  expect(new Set(words).size).toBe(words.length);
});
