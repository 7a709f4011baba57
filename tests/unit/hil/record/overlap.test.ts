import { expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { Overlap } from '../../../../hil/record/overlap.ts';

const [READ, PRESENT, LONG, BUSY] = ['22 F1 86', '3E 80', '62 F1 90 34', '7F 22 21'].map((hex) => fromHex(hex));

/** An overlap after an answer has begun at 1 s. */
function answeringGeneric(): Overlap {
  const overlap = new Overlap();
  expect(overlap.answer('generic', LONG ?? new Uint8Array(), 1_000_000)).toBe(false);
  return overlap;
}

it.each([
  ['to another endpoint', 'oem', READ, 1_999_999, true],
  ['to the same endpoint', 'generic', READ, 1_000_001, false],
  ['to all, which is answered there too', 'functional', READ, 1_000_001, false],
  ['to another one after the answer was given up', 'oem', READ, 2_000_000, false],
  ['that changes nothing', 'oem', PRESENT, 1_000_001, false],
])(
  'while an answer is sent a request overlaps: %s',
  (_what, endpoint, request = new Uint8Array(), timeUs, expected) => {
    expect(answeringGeneric().request(endpoint, request, timeUs)).toBe(expected);
  },
);

it('nothing overlaps once the answer was on the bus', () => {
  const overlap = answeringGeneric();
  overlap.answered('oem');
  expect(overlap.request('oem', READ ?? new Uint8Array(), 1_000_001)).toBe(true);
  overlap.answered('generic');
  expect(overlap.request('oem', READ ?? new Uint8Array(), 1_000_001)).toBe(false);
});

it('an answer that says busy is one of an overlap, and the other answer is still sent', () => {
  const overlap = answeringGeneric();
  expect(overlap.answer('oem', BUSY ?? new Uint8Array(), 1_000_001)).toBe(true);
  expect(overlap.request('oem', READ ?? new Uint8Array(), 1_000_002)).toBe(true);
});
