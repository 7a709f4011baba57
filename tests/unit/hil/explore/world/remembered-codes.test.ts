import { expect, it } from 'vitest';
import { rememberPassCodes } from '../../../../../hil/explore/world/remembered-codes.ts';

it('computes a code once for each seed, and for each kind of seed', () => {
  const computed: string[] = [];
  const codes = rememberPassCodes({
    forReset: (seed) => {
      computed.push(`reset ${seed.join()}`);
      return seed.join('');
    },
    forKeys: (seed) => {
      computed.push(`keys ${seed.join()}`);
      return seed.slice(1);
    },
  });
  const seed = Uint8Array.of(1, 2);
  expect([codes.forReset(seed), codes.forReset(Uint8Array.of(1, 2)), codes.forReset(Uint8Array.of(2, 1))]).toEqual([
    '12',
    '12',
    '21',
  ]);
  expect([codes.forKeys(seed), codes.forKeys(seed)]).toEqual([Uint8Array.of(2), Uint8Array.of(2)]);
  expect(computed).toEqual(['reset 1,2', 'reset 2,1', 'keys 1,2']);
});

it('tells seeds with the same hash apart', () => {
  const codes = rememberPassCodes({ forReset: (seed) => `${seed.length}`, forKeys: (seed) => seed });
  expect([codes.forReset(new Uint8Array(1)), codes.forReset(new Uint8Array(2))]).toEqual(['1', '2']);
});
