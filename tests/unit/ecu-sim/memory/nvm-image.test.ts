import { describe, expect, it } from 'vitest';

import { BLOCK_NAMES, perBlock } from '../../../../ecu-sim/memory/block-copy.ts';
import {
  beginWrite,
  type BlockChanges,
  commit,
  cut,
  damageBlock,
  emptyImage,
  type NvmImage,
  recover,
} from '../../../../ecu-sim/memory/nvm-image.ts';

const FIRST = perBlock((block) => Uint8Array.of(BLOCK_NAMES.indexOf(block), 0x10, 0x20));

function write(image: NvmImage, changes: BlockChanges): NvmImage {
  return commit(image, beginWrite(image, changes));
}

describe('the non-volatile memory', () => {
  it('VEH-5 a memory never written to reads as damaged everywhere', () => {
    expect(recover(emptyImage())).toMatchObject({
      blocks: { keys: null, security: null, log: null, identity: null, faults: null },
      damaged: ['keys', 'security', 'log', 'identity', 'faults'],
    });
  });

  it('reads back what was written, and only the changed blocks change', () => {
    const image = write(write(emptyImage(), FIRST), { log: Uint8Array.of(7), keys: new Uint8Array(0) });
    expect(recover(image).blocks).toEqual({ ...FIRST, log: Uint8Array.of(7), keys: new Uint8Array(0) });
    expect(recover(image).damaged).toEqual([]);
  });

  it('writes the older copy and leaves the newest good one alone', () => {
    const image = recover(write(emptyImage(), FIRST)).image;
    const pending = beginWrite(image, { keys: Uint8Array.of(1) });
    expect(pending.copies.map(({ block, index }) => [block, index])).toEqual([['keys', 1]]);
    const next = beginWrite(commit(image, pending), { keys: Uint8Array.of(2) });
    expect(next.copies.map(({ block, index }) => [block, index])).toEqual([['keys', 0]]);
  });

  it('writes nothing for no changes', () => {
    const pending = beginWrite(emptyImage(), {});
    expect(pending).toMatchObject({ totalBytes: 0, commitPosition: 0, copies: [] });
    expect(commit(emptyImage(), pending)).toEqual(emptyImage());
  });

  it('has its commit point at the journal’s last byte, before any copy is touched', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(9, 9) });
    // Count, block number, generation, length, 2 bytes of payload, CRC-32, commit mark.
    expect(pending.commitPosition).toBe(1 + 1 + 4 + 4 + 2 + 4 + 1);
    expect(pending.totalBytes).toBe(17 + (1 + 4 + 4 + 2 + 4) + 17);
    expect(cut(image, pending, pending.commitPosition).copies).toEqual(image.copies);
  });

  it('ERA-7 a power cut one byte before the commit point leaves all as before, at it all is done', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(0xee), log: Uint8Array.of(0xdd) });
    const before = recover(cut(image, pending, pending.commitPosition - 1));
    expect(before.blocks).toEqual(FIRST);
    const after = recover(cut(image, pending, pending.commitPosition));
    expect(after.blocks).toEqual({ ...FIRST, keys: Uint8Array.of(0xee), log: Uint8Array.of(0xdd) });
  });

  it('VEH-4 a second cut while the same write is done again does no harm', () => {
    const image = recover(write(emptyImage(), FIRST)).image;
    const pending = beginWrite(image, { keys: Uint8Array.of(0xee) });
    const once = recover(cut(image, pending, pending.commitPosition - 1)).image;
    const again = beginWrite(once, { keys: Uint8Array.of(0xee) });
    for (let bytes = 0; bytes <= again.totalBytes; bytes += 1) {
      const expected = bytes < again.commitPosition ? FIRST.keys : Uint8Array.of(0xee);
      expect(recover(cut(once, again, bytes)).blocks.keys).toEqual(expected);
    }
  });

  it('VEH-5 one bad copy is mended from the other', () => {
    const image = recover(write(emptyImage(), FIRST)).image;
    const damaged = damageBlock(image, 'keys');
    const halfDamaged: NvmImage = {
      ...image,
      copies: { ...image.copies, keys: [damaged.copies.keys[0], image.copies.keys[1]] },
    };
    const recovery = recover(halfDamaged);
    expect(recovery.damaged).toEqual([]);
    expect(recovery.image).toEqual(image);
  });

  it('VEH-5 two bad copies are damage, of that block alone, until it is written anew', () => {
    const image = damageBlock(write(emptyImage(), FIRST), 'keys');
    const recovery = recover(image);
    expect(recovery.damaged).toEqual(['keys']);
    expect(recovery.blocks).toEqual({ ...FIRST, keys: null });
    expect(recover(write(recovery.image, { keys: Uint8Array.of(5) })).blocks.keys).toEqual(Uint8Array.of(5));
  });

  it('VEH-5 a block’s copy in another block’s place is not taken for it', () => {
    const image = recover(write(emptyImage(), FIRST)).image;
    const exchanged: NvmImage = { ...image, copies: { ...image.copies, keys: image.copies.faults } };
    expect(recover(exchanged).damaged).toEqual(['keys']);
  });

  it('VEH-4 a committed journal mends a block whose copies are both bad', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(0xee) });
    const damaged = damageBlock(cut(image, pending, pending.commitPosition), 'keys');
    expect(recover(damaged).blocks.keys).toEqual(Uint8Array.of(0xee));
  });

  it('VEH-4 a journal with a changed byte is not done', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(0xee) });
    const committed = cut(image, pending, pending.commitPosition);
    for (let index = 0; index < committed.journal.length; index += 1) {
      const journal = committed.journal.map((byte, at) => (at === index ? byte ^ 0x01 : byte));
      expect(recover({ ...committed, journal }).blocks.keys).toEqual(FIRST.keys);
    }
  });

  it('a write that finds an unfinished one, or a cut beyond the end, is the caller’s bug', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(1) });
    expect(() => beginWrite(cut(image, pending, 3), {})).toThrow('earlier write');
    expect(() => cut(image, pending, pending.totalBytes + 1)).toThrow();
    expect(() => cut(image, pending, 0.5)).toThrow();
  });
});
