import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { fdDlc, fdWireBits } from '../../../../can-bus/virtual-bus/fd-bit-length.ts';

describe('bits of an FD frame', () => {
  it('names each length by its DLC', () => {
    expect([0, 8, 12, 16, 20, 24, 32, 48, 64].map(fdDlc)).toEqual([0, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('counts id 555 with 1 byte 55 and bit rate switch by hand', () => {
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
