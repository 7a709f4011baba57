import { expect, it } from 'vitest';
import { BUILT_IN_WORLDS, DEFAULT_WORLDS } from '../../../../../hil/explore/world/built-in-worlds.ts';

it('two cars share three keys, and each procedure has a world', () => {
  const { cars, keys, slots } = BUILT_IN_WORLDS.reset;
  expect([cars, keys.length, slots]).toEqual([2, 3, 2]);
  expect(DEFAULT_WORLDS.map(({ name }) => name)).toEqual([
    ...[
      'reset',
      'reset-disturbed',
      'registration',
      'registration-disturbed',
      'erasure',
      'erasure-disturbed',
      'erasure-drift',
    ],
  ]);
  for (const [name, world] of Object.entries(BUILT_IN_WORLDS)) expect(world.name).toBe(name);
});

it('one world has all three procedures', () => {
  expect(BUILT_IN_WORLDS.procedures.inputs).toEqual(expect.arrayContaining(['reset', 'registration', 'erasure']));
  expect(BUILT_IN_WORLDS.procedures.depth).toBeNull();
});
