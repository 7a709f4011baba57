import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSignal, encodeSignal } from '../../../../can-bus/dbc/signal.ts';

/** Any signal that lies within eight bytes, with a value it can hold. */
const placedSignal = fc
  .record({ place: fc.integer({ min: 0, max: 63 }), length: fc.integer({ min: 1, max: 32 }) })
  .filter(({ place, length }) => place + length <= 64)
  .chain(({ place, length }) =>
    fc.record({
      spec: fc.constant({ name: 'X', startBit: (place & ~7) + 7 - (place & 7), length }),
      place: fc.constant(place),
      value: fc.integer({ min: 0, max: 2 ** length - 1 }),
    }),
  );

function bitsOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
}

describe('any big-endian signal', () => {
  it('comes back as written, as the plain run of its bits, and touches no other bit', () => {
    fc.assert(
      fc.property(placedSignal, fc.uint8Array({ minLength: 8, maxLength: 8 }), ({ spec, place, value }, before) => {
        const bytes = before.slice();
        encodeSignal(bytes, spec, value);
        expect(decodeSignal(bytes, spec)).toBe(value);
        const run = value.toString(2).padStart(spec.length, '0');
        const old = bitsOf(before);
        expect(bitsOf(bytes)).toBe(old.slice(0, place) + run + old.slice(place + spec.length));
      }),
    );
  });
});
