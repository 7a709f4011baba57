import { expect, it } from 'vitest';
import { BUILT_IN_WORLDS } from '../../../../../hil/explore/world/built-in-worlds.ts';

it('the default world has two cars that share three keys', () => {
  const { cars, keys, slots } = BUILT_IN_WORLDS.default;
  expect([cars, keys.length, slots]).toEqual([2, 3, 2]);
});
