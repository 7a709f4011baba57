import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { wireBits } from '../../../../can-bus/virtual-bus/bit-length.ts';

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

describe('bits of a classical frame', () => {
  it('counts six stuff bits in the 34 dominant bits of id 000 without data, whose checksum is 0', () => {
    // SOF, 11 id bits, RTR, IDE, r0, 4 DLC bits, 15 CRC bits, all 0: 34; a stuff bit after each 5; 10 bits to the end.
    expect(wireBits(dataFrame(0x000, new Uint8Array(0)))).toBe(34 + 6 + 10);
  });

  it.each([
    { what: 'a base frame with much to stuff', frame: dataFrame(0x7b5, fromHex('0210030000000000')), bits: 119 },
    { what: 'the same padded with CC', frame: dataFrame(0x7b5, fromHex('021003CCCCCCCCCC')), bits: 112 },
    { what: 'all recessive', frame: dataFrame(0x7ff, fromHex('FFFFFFFFFFFFFFFF')), bits: 123 },
    { what: 'an extended frame', frame: dataFrame(0x18da_10f1, fromHex('0210030000000000')), bits: 139 },
    { what: 'a remote frame: no data whatever it asks for, no stuff bit', frame: remoteFrame(0x2a5, 5), bits: 44 },
  ])('counts $bits bits for $what', ({ frame, bits }) => {
    expect(wireBits(frame)).toBe(bits);
  });

  it('counts once and keeps the figure on the frame', () => {
    const frame = dataFrame(0x123, Uint8Array.of(1));
    expect(frame.wireBits).toBe(0);
    expect(wireBits(frame)).toBe(frame.wireBits);
    frame.wireBits = 77;
    expect(wireBits(frame)).toBe(77);
  });
});
