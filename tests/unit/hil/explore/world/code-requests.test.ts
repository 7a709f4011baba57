import { expect, it } from 'vitest';
import { toHex } from '../../../../../can-bus/bytes/hex.ts';
import {
  CodeRequests,
  OTHER_LEVELS,
  SEED_REQUESTS,
  WRONG_CODES,
} from '../../../../../hil/explore/world/code-requests.ts';
import { createWorld } from '../../../../../hil/explore/world/world.ts';
import { smallWorld } from '../small-world.ts';

const seed = Uint8Array.of(0x00, 0x01, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab);

it('AUT-2: sends the code of a seed at its level, at another one, and of another car', () => {
  const [car, second] = createWorld(smallWorld({ cars: 2, keys: [{ car: 1 }, { car: 2 }] })).cars;
  if (car === undefined || second === undefined) throw new Error('there are no two cars');
  const requests = new CodeRequests();
  expect(toHex(requests.of(car, 1, seed, 1), ' ')).toBe('27 02 32 39 34 32 31 31');
  expect(toHex(requests.of(car, 1, seed, OTHER_LEVELS[1]), ' ')).toBe('27 04 32 39 34 32 31 31');
  expect(toHex(requests.of(second, 1, seed, 1), ' ')).not.toBe('27 02 32 39 34 32 31 31');
  const keySeed = new Uint8Array(16).fill(7);
  expect(requests.of(car, 3, keySeed, 3).subarray(2)).toEqual(car.context.passCodes.forKeys(keySeed));
});

it('has the other requests of each level', () => {
  const levels = [1, 2, 3, 4] as const;
  expect(levels.map((level) => toHex(SEED_REQUESTS[level], ' '))).toEqual(['27 01', '27 03', '27 05', '27 07']);
  expect(levels.map((level) => toHex(WRONG_CODES[level], ' '))).toEqual([
    '27 02 FF FF FF FF FF FF',
    '27 04 FF FF FF FF FF FF',
    '27 06 FF FF FF FF FF FF',
    '27 08 FF FF FF FF FF FF',
  ]);
  expect(levels.map((level) => OTHER_LEVELS[level])).toEqual([2, 3, 4, 1]);
});
