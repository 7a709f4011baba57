import { expect, it } from 'vitest';
import { createAlphabet } from '../../../../../hil/explore/world/alphabet.ts';
import { smallWorld } from '../small-world.ts';

it('the inputs of a world are those of its groups, for each car, and time', () => {
  expect(createAlphabet(smallWorld({ inputs: ['sessions'] }))).toEqual([
    { kind: 'time', offsetUs: -1 },
    { kind: 'time', offsetUs: 0 },
    { kind: 'time', offsetUs: 1 },
    { kind: 'request', car: 0, endpoint: 'oem', payload: Uint8Array.of(0x10, 0x03), whileBusy: false },
    { kind: 'request', car: 0, endpoint: 'generic', payload: Uint8Array.of(0x10, 0x01), whileBusy: false },
    { kind: 'request', car: 0, endpoint: 'functional', payload: Uint8Array.of(0x3e, 0x80), whileBusy: false },
    { kind: 'pass-code', car: 0, choice: 'right' },
  ]);
  expect(createAlphabet(smallWorld({ inputs: ['touches'], cars: 2 })).slice(3)).toEqual([
    { kind: 'touch', car: 0, key: 0, weak: false },
    { kind: 'touch', car: 0, key: 1, weak: false },
    { kind: 'touch', car: 0, key: 1, weak: true },
    { kind: 'touch', car: 1, key: 0, weak: false },
    { kind: 'touch', car: 1, key: 1, weak: false },
    { kind: 'touch', car: 1, key: 1, weak: true },
  ]);
  expect(createAlphabet(smallWorld({ inputs: ['other-vehicle'] })).slice(3)).toEqual([
    { kind: 'other-vehicle', key: 0 },
    { kind: 'other-vehicle', key: 1 },
  ]);
});
