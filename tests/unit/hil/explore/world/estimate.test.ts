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
    estimateStates(smallWorld({ inputs: ['supply', 'speed', 'silence'], disturbances, keys: [{ car: 1 }] }));
  expect([world(0), world(1), world(2), world(4)]).toEqual([3, 3 * 4, 3 * 7, 3 * 8]);
});
