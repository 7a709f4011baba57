import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../../../can-bus/bytes/byte-writer.ts';

describe('the byte writer', () => {
  it('writes big-endian integers of one to six bytes', () => {
    const writer = new ByteWriter().u8(0xff).u16(0x0102).u24(0x030405).u32(0xfedc_ba98).u48(0x0a0b_0c0d_0e0f);
    expect([...writer.toBytes()]).toEqual([
      0xff, 0x01, 0x02, 0x03, 0x04, 0x05, 0xfe, 0xdc, 0xba, 0x98, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
    ]);
  });

  it.each([
    ['u8', 0x100, 1],
    ['u16', 0x1_0000, 2],
    ['u24', 0x100_0000, 3],
    ['u32', 0x1_0000_0000, 4],
    ['u48', 0x1_0000_0000_0000, 6],
  ] as const)('%s takes nothing from %i on', (method, value, width) => {
    expect(() => new ByteWriter()[method](value - 1)).not.toThrow();
    expect(() => new ByteWriter()[method](value)).toThrow(`${value} is not an unsigned integer of ${width} bytes`);
  });

  it('gives a copy of what is written so far', () => {
    const writer = new ByteWriter().bytes(Uint8Array.of(1, 2));
    const before = writer.toBytes();
    before[0] = 9;
    expect([...writer.u8(3).toBytes()]).toEqual([1, 2, 3]);
  });
});
