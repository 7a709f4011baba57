import { expect, it } from 'vitest';
import { BUILT_IN_WORLDS } from '../../../../../hil/explore/world/built-in-worlds.ts';
import { estimateStates, MAX_STATES } from '../../../../../hil/explore/world/estimate.ts';
import { smallWorld } from '../small-world.ts';

it('the estimate grows with each part of a world, and is below the limit for the built-in ones', () => {
  const small = estimateStates(smallWorld({ inputs: ['sessions', 'reset'], keys: [{ car: 1 }] }));
  expect(small).toBe(3 * 9 * 7);
  expect(estimateStates(smallWorld({ inputs: ['sessions', 'reset', 'doors'], keys: [{ car: 1 }] }))).toBe(2 * small);
  for (const world of Object.values(BUILT_IN_WORLDS)) expect(estimateStates(world)).toBeLessThan(MAX_STATES);
});

it('each combination of disturbances counts once', () => {
  const world = (disturbances: number): number =>
    estimateStates(smallWorld({ inputs: ['supply', 'speed', 'faults'], disturbances, keys: [{ car: 1 }] }));
  expect([world(0), world(1), world(2), world(4)]).toEqual([3, 3 * 5, 3 * 11, 3 * 16]);
});

it.each([
  ['tiny', 342],
  ['reset', 83_698],
  ['reset-disturbed', 73_496],
  ['registration', 46_763],
  ['registration-disturbed', 64_235],
  ['erasure', 6_539],
  ['erasure-disturbed', 68_341],
  ['erasure-drift', 59_234],
  ['procedures', 635_318],
] as const)('is right within a factor of twenty for %s, which has %i states', (world, states) => {
  const ratio = estimateStates(BUILT_IN_WORLDS[world]) / states;
  expect(ratio).toBeGreaterThan(1 / 20);
  expect(ratio).toBeLessThan(20);
});

it('a depth bounds it', () => {
  const wide = { ...BUILT_IN_WORLDS.wide, depth: null };
  expect(estimateStates(wide)).toBeGreaterThan(MAX_STATES);
  expect(estimateStates({ ...wide, depth: 3 })).toBe(64);
});
