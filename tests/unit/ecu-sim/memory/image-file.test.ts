import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { ByteWriter } from '../../../../can-bus/bytes/byte-writer.ts';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { perBlock } from '../../../../ecu-sim/memory/block-copy.ts';
import { decodeImage, encodeImage } from '../../../../ecu-sim/memory/image-file.ts';
import { beginWrite, cut, damageBlock, emptyImage, writeBlocks } from '../../../../ecu-sim/memory/nvm-image.ts';
import { fileOf } from './first-layout-file.ts';

const VEHICLE = { vin: '4T1BZ1FB4KU999999', ecuSerial: 0x5a17c0d };
const BENCH = Uint8Array.of(0xbe, 0x4c);
const IMAGE = writeBlocks(
  emptyImage(),
  perBlock(() => Uint8Array.of(1, 2, 3)),
);
/** Mark, length, version, VIN, serial number, 16 sections’ lengths and checksums, checksum. */
const HEAD_LENGTH = 4 + 2 + 1 + 17 + 4 + 16 * 8 + 4;

describe('a memory file', () => {
  it('returns image, vehicle and the bench’s section', () => {
    const file = decodeImage(encodeImage(IMAGE, VEHICLE, BENCH));
    expect(file).toEqual({
      image: IMAGE,
      damaged: [],
      vehicle: VEHICLE,
      bench: BENCH,
      isBenchReadable: true,
      trouble: 'none',
    });
  });

  it('needs no bench’s section, and may have an empty one', () => {
    expect(decodeImage(encodeImage(IMAGE, VEHICLE, null))).toMatchObject({
      bench: null,
      isBenchReadable: true,
      trouble: 'none',
    });
    expect(decodeImage(encodeImage(IMAGE, VEHICLE, new Uint8Array(0)))).toMatchObject({
      bench: new Uint8Array(0),
      isBenchReadable: true,
      trouble: 'none',
    });
  });

  it('VEH-4 keeps a write that was cut by a power loss as it was left', () => {
    const pending = beginWrite(IMAGE, { keys: Uint8Array.of(9) });
    for (const bytes of [1, pending.commitPosition, pending.commitPosition + 2, pending.totalBytes - 1]) {
      const left = cut(IMAGE, pending, bytes);
      expect(decodeImage(encodeImage(left, VEHICLE, null))).toMatchObject({
        image: left,
        damaged: [],
        trouble: 'none',
      });
    }
  });

  it('VEH-5 marks a block with two bad copies', () => {
    expect(decodeImage(encodeImage(damageBlock(IMAGE, 'keys'), VEHICLE, null)).damaged).toEqual(['keys']);
  });

  it('VEH-5 with no bytes, or with nothing of ours, is damaged throughout and says which', () => {
    const all = ['keys', 'security', 'log', 'identity', 'faults'];
    expect(decodeImage(new Uint8Array(0))).toMatchObject({
      trouble: 'empty',
      damaged: all,
      vehicle: null,
      bench: null,
      isBenchReadable: false,
    });
    expect(decodeImage(new TextEncoder().encode('#!/bin/sh\n'))).toMatchObject({ trouble: 'foreign', damaged: all });
  });

  it('says when another version wrote it', () => {
    // Mark, length 11, version 3, checksum of these; then whatever that version has.
    expect(decodeImage(fromHex('56534B9F 000B 03 E78E6971 0102030405')).trouble).toBe('version');
    // The first layout's header: mark, tag, length, checksum of these two, version 2, its checksum.
    expect(decodeImage(fromHex('56534B9E 01 00000005 8B282A22 02 3C0C8EA1')).trouble).toBe('version');
  });

  it('VEH-5 of another version is not taken for this one, regardless of its head', () => {
    // A version that has the same fields, and one whose head needs both bytes of its length.
    const whole = encodeImage(IMAGE, VEHICLE, BENCH);
    const same = withHeads(whole, (head) => head.set([3], 6));
    expect(decodeImage(same)).toMatchObject({ trouble: 'version', vehicle: null });
    const long = withChecksum(Uint8Array.of(...fromHex('56534B9F 012C 03'), ...new Uint8Array(300 - 7 - 4)));
    expect(decodeImage(long).trouble).toBe('version');
  });

  it('VEH-5 is of no version where its head is not whole', () => {
    // This version, but shorter than its head is; a head too short for a version, whose checksum is right all the same.
    expect(decodeImage(withChecksum(fromHex('56534B9F 000B 02'))).trouble).toBe('damaged');
    expect(decodeImage(withChecksum(fromHex('56534B9F 000A'))).trouble).toBe('damaged');
    expect(decodeImage(fromHex('56534B9F 00C8 03 0102030405')).trouble).toBe('damaged');
    // Another mark.
    expect(decodeImage(withChecksum(fromHex('56534B90 000B 03'))).trouble).toBe('foreign');
  });

  it('VEH-5 of the first layout is taken where it is intact, and only then', () => {
    const old = fileOf();
    expect(decodeImage(old)).toMatchObject({
      vehicle: VEHICLE,
      damaged: [],
      bench: null,
      isBenchReadable: true,
      trouble: 'migrated',
    });
    expect(decodeImage(old.subarray(0, -1))).toMatchObject({ vehicle: null, trouble: 'first-layout' });
  });

  it('VEH-5 is ours where either end has the mark, and foreign where none has', () => {
    const whole = encodeImage(IMAGE, VEHICLE, BENCH);
    const [firstMark, firstHead, lastMark, lastHead] = [0, 15, -HEAD_LENGTH, -3];
    for (const places of [
      [firstMark, lastHead],
      [firstHead, lastMark],
    ]) {
      expect(decodeImage(places.reduce(damagedAt, whole)).trouble).toBe('damaged');
    }
    expect(decodeImage([firstMark, lastMark].reduce(damagedAt, whole)).trouble).toBe('foreign');
  });

  it('is written for a VIN of 17 characters only', () => {
    expect(() => encodeImage(IMAGE, { ...VEHICLE, vin: '4T1BZ1FB4KU99999' }, null)).toThrow('a VIN has 17 characters');
  });

  it('marks with one byte, in both halves, whether the bench has data', () => {
    const [without, empty] = [null, new Uint8Array(0)].map((bench) => encodeImage(IMAGE, VEHICLE, bench));
    expect(without?.at(-HEAD_LENGTH - 1)).toBe(0);
    expect(empty?.at(-HEAD_LENGTH - 1)).toBe(1);
  });

  it('VEH-5 with two different parts of the bench, each intact, does not know the bench', () => {
    const whole = encodeImage(IMAGE, VEHICLE, BENCH);
    const other = Uint8Array.of(1, 0xbe, 0x4d);
    const bytes = withHeads(whole, (head) => head.set(new ByteWriter().u32(crc32(other)).toBytes(), 28 + 15 * 8 + 4));
    bytes.set(other, bytes.length - HEAD_LENGTH - 3);
    expect(decodeImage(bytes)).toMatchObject({ image: IMAGE, bench: null, isBenchReadable: false, trouble: 'damaged' });
  });

  it('VEH-5 begins and ends with the same head', () => {
    const bytes = encodeImage(IMAGE, VEHICLE, BENCH);
    expect(bytes.subarray(0, HEAD_LENGTH)).toEqual(bytes.subarray(-HEAD_LENGTH));
    expect(new TextDecoder().decode(bytes.subarray(7, 24))).toBe('4T1BZ1FB4KU999999');
  });

  it.each([
    ['first', 15],
    ['last', -3],
  ])('VEH-5 with its %s head damaged gives all there was, and whose it is', (_which, at) => {
    const bytes = damagedAt(encodeImage(IMAGE, VEHICLE, BENCH), at);
    expect(decodeImage(bytes)).toMatchObject({ image: IMAGE, vehicle: VEHICLE, bench: BENCH, trouble: 'damaged' });
  });

  it('VEH-5 with both heads damaged gives nothing: it may be another vehicle’s', () => {
    const bytes = damagedAt(damagedAt(encodeImage(IMAGE, VEHICLE, BENCH), 15), -3);
    expect(decodeImage(bytes)).toMatchObject({ vehicle: null, bench: null, trouble: 'damaged' });
  });

  it('VEH-5 with one copy of the bench’s section damaged gives all; with both, it says that the bench is unknown', () => {
    const whole = encodeImage(IMAGE, VEHICLE, BENCH);
    const half = (whole.length - 2 * HEAD_LENGTH) / 2;
    const once = damagedAt(whole, HEAD_LENGTH + half - 1);
    expect(decodeImage(once)).toMatchObject({ bench: BENCH, isBenchReadable: true, trouble: 'damaged' });
    const twice = damagedAt(once, HEAD_LENGTH + 2 * half - 1);
    expect(decodeImage(twice)).toMatchObject({ image: IMAGE, bench: null, isBenchReadable: false, trouble: 'damaged' });
  });

  it('VEH-5 made of two files is read as neither: which one is newer is unknown', () => {
    const one = encodeImage(IMAGE, VEHICLE, BENCH);
    const other = encodeImage(IMAGE, VEHICLE, Uint8Array.of(1, 2));
    const half = one.length / 2;
    const mixed = Uint8Array.of(...one.subarray(0, half), ...other.subarray(half));
    expect(decodeImage(mixed)).toMatchObject({ vehicle: null, trouble: 'damaged' });
  });
});

/** With one byte inverted; `at` counts from the end where it is below 0. */
function damagedAt(bytes: Uint8Array, at: number): Uint8Array {
  const index = at < 0 ? bytes.length + at : at;
  return bytes.with(index, (bytes[index] ?? 0) ^ 0xff);
}

function withChecksum(head: Uint8Array): Uint8Array {
  return new ByteWriter().bytes(head).u32(crc32(head)).toBytes();
}

/** With both heads changed in the same way, and their checksums right. */
function withHeads(whole: Uint8Array, change: (head: Uint8Array) => void): Uint8Array {
  const fields = whole.slice(0, HEAD_LENGTH - 4);
  change(fields);
  const head = withChecksum(fields);
  return Uint8Array.of(...head, ...whole.subarray(HEAD_LENGTH, -HEAD_LENGTH), ...head);
}
