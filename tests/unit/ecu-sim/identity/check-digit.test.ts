import { expect, it } from 'vitest';

import { HEX_ALPHABET, luhnCheckDigit } from '../../../../ecu-sim/identity/check-digit.ts';

it('a check digit of signs outside the alphabet is the caller’s bug', () => {
  expect(() => luhnCheckDigit('12G4', HEX_ALPHABET)).toThrow('"G" is not a sign of the alphabet');
});

it.each([
  ['5A17C0D0002', 'B'],
  ['7F3C9E015D24', 'C'],
  ['5A17C0D0001', 'D'],
  ['00112233AABB', 'D'],
  ['', '0'],
])('DLR-7 the digits %s have the check digit %s (Luhn modulo 16)', (digits, expected) => {
  expect(luhnCheckDigit(digits, HEX_ALPHABET)).toBe(expected);
});
