import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame, MAX_BASE_ID, MAX_EXTENDED_ID, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { wireBits } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { fdWireBits } from '../../../../can-bus/virtual-bus/fd-bit-length.ts';
import { naiveClassicalBits, naiveFdBits } from './naive-frame-bits.ts';

/** Bytes that stuff a lot, among any. */
const byte = fc.oneof(fc.constantFrom(0x00, 0xff, 0x0f, 0xf0, 0x1f, 0xe0, 0x07, 0xf8, 0x3c), fc.nat(255));
const identifier = fc.oneof(
  fc.tuple(fc.oneof(fc.constantFrom(0, MAX_BASE_ID), fc.nat(MAX_BASE_ID)), fc.constant(false)),
  fc.tuple(fc.oneof(fc.constantFrom(0, 0x1f, MAX_EXTENDED_ID), fc.nat(MAX_EXTENDED_ID)), fc.constant(true)),
);

const classical: fc.Arbitrary<CanFrame> = fc.oneof(
  fc
    .tuple(identifier, fc.array(byte, { maxLength: 8 }))
    .map(([[id, extended], data]) => dataFrame(id, Uint8Array.from(data), { extended })),
  fc.tuple(identifier, fc.nat(8)).map(([[id, extended], length]) => remoteFrame(id, length, { extended })),
);

const fd: fc.Arbitrary<CanFrame> = fc
  .tuple(identifier, fc.constantFrom(0, 1, 2, 7, 8, 12, 16, 20, 24, 32, 48, 64), fc.boolean())
  .chain(([[id, extended], length, bitRateSwitch]) =>
    fc
      .array(byte, { minLength: length, maxLength: length })
      .map((data) => dataFrame(id, Uint8Array.from(data), { extended, fd: true, bitRateSwitch })),
  );

describe('bits of a frame', () => {
  it('are those of the frame written down bit by bit, for any classical frame', () => {
    fc.assert(
      fc.property(classical, (frame) => {
        expect(wireBits(frame)).toBe(naiveClassicalBits(frame));
        expect(frame.wireBits).toBe(wireBits(frame));
      }),
      { numRuns: 1_000 },
    );
  });

  it('are those of the frame written down bit by bit, for any FD frame, in both phases', () => {
    fc.assert(
      fc.property(fd, (frame) => {
        const bits = fdWireBits(frame);
        expect(bits).toEqual(naiveFdBits(frame));
        expect(wireBits(frame)).toBe(bits.nominal + bits.data);
      }),
      { numRuns: 1_000 },
    );
  });
});
