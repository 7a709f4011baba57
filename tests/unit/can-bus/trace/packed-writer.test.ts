import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { PackedWriter } from '../../../../can-bus/trace/packed-writer.ts';

/** The chunks, copied: each is valid only during the call. */
function written(write: (writer: PackedWriter) => void): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const writer = new PackedWriter((chunk) => chunks.push(chunk.slice()));
  write(writer);
  writer.flush();
  return chunks;
}

function hexOf(write: (writer: PackedWriter) => void): string {
  return written(write)
    .map((chunk) => toHex(chunk, ' '))
    .join(' | ');
}

describe('the packed writer', () => {
  it('writes little-endian', () => {
    expect(
      hexOf((writer) => {
        writer.u8(0xfe);
        writer.u32(0x0102_0304);
        writer.f64(1);
      }),
    ).toBe('FE 04 03 02 01 00 00 00 00 00 00 F0 3F');
  });

  it('writes a record as its parts one by one', () => {
    const data = fromHex('AA BB');
    const record = hexOf((writer) => {
      writer.record(7, 1.5, 2, 0xffff_ffff, 3, 4, data);
    });
    expect(record).toBe('07 00 00 00 00 00 00 F8 3F 02 00 00 00 FF FF FF FF 03 04 02 00 00 00 AA BB');
  });

  it('refuses a record with more than 64 bytes', () => {
    expect(() =>
      written((writer) => {
        writer.record(0, 0, 0, 0, 0, 0, new Uint8Array(65));
      }),
    ).toThrow(new RangeError('65 bytes in a record, the maximum is 64'));
  });

  it('writes a text as UTF-8 behind its length in bytes', () => {
    expect(
      hexOf((writer) => {
        writer.string('ab');
      }),
    ).toBe('02 00 00 00 61 62');
    expect(
      hexOf((writer) => {
        writer.string('é');
      }),
    ).toBe('02 00 00 00 C3 A9');
    expect(
      written((writer) => {
        writer.string('x'.repeat(65));
      })[0]?.subarray(0, 5),
    ).toEqual(fromHex('41 00 00 00 78'));
  });

  it('writes a blob behind its length', () => {
    expect(
      hexOf((writer) => {
        writer.blob(fromHex('01 02 03'));
      }),
    ).toBe('03 00 00 00 01 02 03');
    expect(
      hexOf((writer) => {
        writer.blob(new Uint8Array(0));
      }),
    ).toBe('00 00 00 00');
  });

  it('gives on chunks of 64 KiB at most, and a longer blob by itself', () => {
    const chunks = written((writer) => {
      writer.blob(new Uint8Array(65_532));
      writer.u8(1);
      writer.blob(new Uint8Array(65_537));
    });
    expect(chunks.map(({ length }) => length)).toEqual([65_536, 5, 65_537]);
  });

  it('gives on nothing where nothing was written', () => {
    expect(written(() => undefined)).toEqual([]);
  });
});
