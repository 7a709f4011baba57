import { describe, expect, it } from 'vitest';

import { ByteLengthError, ByteReader, decodeExactly } from '../../../../can-bus/bytes/byte-reader.ts';
import { ByteWriter } from '../../../../can-bus/bytes/byte-writer.ts';

describe('the byte reader and writer', () => {
  const BYTES = Uint8Array.of(0xfe, 0x01, 0x02, 0x03, 0x04, 0x05, 0xff, 0xff, 0xff, 0xff, 0xaa, 0xbb);

  it('write and read big-endian integers alike', () => {
    const written = new ByteWriter()
      .u8(0xfe)
      .u16(0x0102)
      .u24(0x030405)
      .u32(0xffff_ffff)
      .bytes(Uint8Array.of(0xaa, 0xbb));
    expect(written.toBytes()).toEqual(BYTES);
    const reader = new ByteReader(BYTES);
    expect([reader.u8(), reader.u16(), reader.u24(), reader.u32(), reader.remaining]).toEqual([
      0xfe, 0x0102, 0x030405, 0xffff_ffff, 2,
    ]);
    expect(reader.bytes(2)).toEqual(Uint8Array.of(0xaa, 0xbb));
  });

  it('read a view into a larger buffer from the view’s own start', () => {
    expect(new ByteReader(BYTES.subarray(10)).u16()).toBe(0xaabb);
  });

  it('fail on short input and say where', () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3));
    reader.u16();
    expect([reader.offset, reader.remaining]).toEqual([2, 1]);
    expect(() => reader.u16()).toThrow(new ByteLengthError(2, '2 bytes expected at offset 2, but 1 are left'));
    expect(reader.u8()).toBe(3);
  });

  it('refuse a value that does not fit', () => {
    expect(() => new ByteWriter().u8(256)).toThrow('256 is not an unsigned integer of 1 bytes');
    expect(() => new ByteWriter().u16(-1)).toThrow();
    expect(() => new ByteWriter().u32(1.5)).toThrow();
  });

  it('grow beyond their first capacity', () => {
    const writer = new ByteWriter().bytes(new Uint8Array(1000).fill(7)).u8(9);
    expect(writer.toBytes()).toHaveLength(1001);
    expect(writer.toBytes()[1000]).toBe(9);
  });

  it('decode exactly: too few and too many bytes are null, other errors pass through', () => {
    const read = (reader: ByteReader): number => reader.u16();
    expect(decodeExactly(Uint8Array.of(1, 2), read)).toBe(0x0102);
    expect(decodeExactly(Uint8Array.of(1), read)).toBeNull();
    expect(decodeExactly(Uint8Array.of(1, 2, 3), read)).toBeNull();
    expect(() =>
      decodeExactly(Uint8Array.of(1), () => {
        throw new RangeError('other');
      }),
    ).toThrow(RangeError);
  });
});
