import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { wireBits } from '../../../../can-bus/virtual-bus/bit-length.ts';
import { fdDlc, fdWireBits } from '../../../../can-bus/virtual-bus/fd-bit-length.ts';

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

describe('bits of an FD frame', () => {
  it('names each length by its DLC', () => {
    expect([0, 8, 12, 16, 20, 24, 32, 48, 64].map(fdDlc)).toEqual([0, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('counts id 555 with 1 byte 55 and bit rate switch, as calculated manually', () => {
    // Nominal: 0 10101010101 0 0 1 0 1 (17, none stuffed) + ACK 2 + EOF 7.
    // Data: ESI and DLC 0 0001, byte 01010101, stuff count 4, CRC 17, fixed stuff 6, delimiter 1; none stuffed.
    const frame = dataFrame(0x555, Uint8Array.of(0x55), { fd: true, bitRateSwitch: true });
    expect(fdWireBits(frame)).toEqual({ nominal: 17 + 9, data: 5 + 8 + 4 + 17 + 6 + 1 });
  });

  it('takes CRC-21 with seven fixed stuff bits above 16 bytes', () => {
    const bits = (length: number): number =>
      fdWireBits(dataFrame(0x555, new Uint8Array(length).fill(0x55), { fd: true, bitRateSwitch: true })).data;
    expect(bits(20) - bits(16)).toBe(4 * 8 + 4 + 1);
  });

  it('has no dynamic stuff bit after a run of five that ends with the data: the fixed one breaks it', () => {
    const ending = (byte: number): number =>
      fdWireBits(dataFrame(0x555, Uint8Array.of(byte), { fd: true, bitRateSwitch: true })).data;
    expect(ending(0b0101_1111)).toBe(ending(0x55));
    expect(ending(0b1011_1110)).toBe(ending(0x55) + 1);
  });

  it('counts all bits as nominal without bit rate switch', () => {
    // Now res, BRS, ESI and two DLC bits are five dominant bits in a row: one stuff bit.
    const plain = fdWireBits(dataFrame(0x555, Uint8Array.of(0x55), { fd: true }));
    expect(plain).toEqual({ nominal: 26 + 41 + 1, data: 0 });
  });
});
