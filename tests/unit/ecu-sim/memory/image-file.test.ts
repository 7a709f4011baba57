import { describe, expect, it } from 'vitest';

import { perBlock } from '../../../../ecu-sim/memory/block-copy.ts';
import { decodeImage, encodeImage } from '../../../../ecu-sim/memory/image-file.ts';
import { beginWrite, commit, cut, damageBlock, emptyImage } from '../../../../ecu-sim/memory/nvm-image.ts';

const VEHICLE = { vin: '4T1BZ1FB4KU999999', ecuSerial: 0x5a17c0d };
const BENCH = Uint8Array.of(0xbe, 0x4c);
const IMAGE = commit(
  emptyImage(),
  beginWrite(
    emptyImage(),
    perBlock(() => Uint8Array.of(1, 2, 3)),
  ),
);

describe('a memory file', () => {
  it('gives back image, vehicle and the bench’s section', () => {
    const file = decodeImage(encodeImage(IMAGE, VEHICLE, BENCH));
    expect(file).toEqual({ image: IMAGE, damaged: [], vehicle: VEHICLE, bench: BENCH, trouble: 'none' });
  });

  it('needs no bench’s section, and may have an empty one', () => {
    expect(decodeImage(encodeImage(IMAGE, VEHICLE, null))).toMatchObject({ bench: null, trouble: 'none' });
    expect(decodeImage(encodeImage(IMAGE, VEHICLE, new Uint8Array(0)))).toMatchObject({
      bench: new Uint8Array(0),
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
    });
    expect(decodeImage(new TextEncoder().encode('#!/bin/sh\n'))).toMatchObject({ trouble: 'foreign', damaged: all });
  });

  it('says when another version wrote it', () => {
    // The header's section: mark, tag, length, checksum of these two, version 2, its checksum.
    const newer = Uint8Array.of(
      0x56,
      0x53,
      0x4b,
      0x9e,
      0x01,
      0,
      0,
      0,
      5,
      0x8b,
      0x28,
      0x2a,
      0x22,
      2,
      0x3c,
      0x0c,
      0x8e,
      0xa1,
    );
    expect(decodeImage(newer).trouble).toBe('version');
  });

  it('VEH-5 with a damaged header still gives the memory, but not whose it is', () => {
    const bytes = encodeImage(IMAGE, VEHICLE, BENCH);
    bytes[15] = 0;
    expect(decodeImage(bytes)).toMatchObject({ image: IMAGE, vehicle: null, bench: BENCH, trouble: 'damaged' });
  });

  it('VEH-5 with a damaged bench’s section gives all else', () => {
    const bytes = encodeImage(IMAGE, VEHICLE, BENCH);
    bytes[bytes.length - 1] = 0;
    expect(decodeImage(bytes)).toMatchObject({ image: IMAGE, vehicle: VEHICLE, bench: null, trouble: 'damaged' });
  });
});
