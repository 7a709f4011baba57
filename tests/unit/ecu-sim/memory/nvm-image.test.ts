import { describe, expect, it } from 'vitest';

import { BLOCK_NAMES, decodeBlockCopy, perBlock } from '../../../../ecu-sim/memory/block-copy.ts';
import { decodeGenerations } from '../../../../ecu-sim/memory/generation-table.ts';
import {
  beginWrite,
  type BlockChanges,
  cut,
  damageBlock,
  emptyImage,
  type NvmImage,
  recover,
  writeBlocks,
} from '../../../../ecu-sim/memory/nvm-image.ts';

const FIRST = perBlock((block) => Uint8Array.of(BLOCK_NAMES.indexOf(block), 0x10, 0x20));

function write(image: NvmImage, changes: BlockChanges): NvmImage {
  return writeBlocks(image, changes);
}

describe('the non-volatile memory', () => {
  it('VEH-5 a memory never written to reads as damaged everywhere', () => {
    expect(recover(emptyImage())).toMatchObject({
      blocks: { keys: null, security: null, log: null, identity: null, faults: null },
      damaged: ['keys', 'security', 'log', 'identity', 'faults'],
      repaired: [],
    });
    expect(decodeGenerations(recover(emptyImage()).image.generations[0])).toEqual(perBlock(() => 0));
  });

  it('reads back what was written, and only the changed blocks change', () => {
    const image = write(write(emptyImage(), FIRST), { log: Uint8Array.of(7), keys: new Uint8Array(0) });
    expect(recover(image).blocks).toEqual({ ...FIRST, log: Uint8Array.of(7), keys: new Uint8Array(0) });
    expect(recover(image).damaged).toEqual([]);
  });

  it('VEH-5 after every write both copies of each block are the same bytes, one generation on', () => {
    let image = write(emptyImage(), FIRST);
    for (let generation = 2; generation <= 4; generation += 1) {
      image = write(image, { keys: Uint8Array.of(generation), log: Uint8Array.of(generation) });
      for (const block of BLOCK_NAMES) expect(image.copies[block][0]).toEqual(image.copies[block][1]);
      expect(decodeBlockCopy(image.copies.keys[1], 'keys')?.generation).toBe(generation);
      expect(decodeBlockCopy(image.copies.faults[1], 'faults')?.generation).toBe(1);
      expect(decodeGenerations(image.generations[0])).toEqual({
        keys: generation,
        security: 1,
        log: generation,
        identity: 1,
        faults: 1,
      });
      expect(image.generations[0]).toEqual(image.generations[1]);
    }
  });

  it('writes in one go what it writes byte by byte', () => {
    const image = write(emptyImage(), FIRST);
    const changes = { keys: Uint8Array.of(1, 2), faults: new Uint8Array(0) };
    const pending = beginWrite(image, changes);
    expect(cut(image, pending, pending.totalBytes)).toEqual(write(image, changes));
    expect(cut(image, pending, 0)).toEqual(image);
  });

  it('VEH-4 has, after a cut, the first bytes of the new copy and the others of the old one', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(9, 9) });
    const records = 2 * pending.commitPosition;
    const [old, copy] = [image.copies.keys[0], pending.copies[0]?.bytes ?? new Uint8Array(0)];
    expect([old.length, copy.length]).toEqual([18, 17]);
    expect(cut(image, pending, 1).journal).toEqual([Uint8Array.of(1), new Uint8Array(0)]);
    expect(cut(image, pending, records).copies.keys[0]).toBe(old);
    expect(cut(image, pending, records + 1).copies.keys).toEqual([old, old]);
    const torn = Uint8Array.of(...copy.subarray(0, 16), ...old.subarray(16));
    expect(cut(image, pending, records + 16).copies.keys).toEqual([torn, old]);
    const once = cut(image, pending, records + 17 + 34);
    expect(once.copies.keys).toEqual([copy, old]);
    expect(once.generations).toEqual([pending.generations, image.generations[1]]);
    expect(cut(image, pending, records + 17 + 34 + 16).copies.keys).toEqual([copy, torn]);
  });

  it('writes nothing for no changes', () => {
    const image = write(emptyImage(), FIRST);
    expect(cut(image, beginWrite(image, {}), 0)).toEqual(image);
    const pending = beginWrite(emptyImage(), {});
    expect(pending).toMatchObject({ totalBytes: 0, commitPosition: 0, copies: [] });
    expect(cut(emptyImage(), pending, 0)).toEqual(emptyImage());
    expect(writeBlocks(emptyImage(), {})).toEqual(emptyImage());
  });

  it('has its commit point at the journal’s last byte, before any copy is touched', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(9, 9) });
    // Count, block number, generation, length, 2 bytes of payload, CRC-32, commit mark.
    expect(pending.commitPosition).toBe(1 + 1 + 6 + 4 + 2 + 4 + 1);
    // Two records; two copies and tables of five generations; zeros over the records.
    expect(pending.totalBytes).toBe(2 * 19 + 2 * (1 + 6 + 4 + 2 + 4) + 2 * (5 * 6 + 4) + 2 * 19);
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

  it('VEH-5 a copy older than the newest generation known is never served, even if the newest is lost', () => {
    const old = write(emptyImage(), FIRST);
    const now = write(old, { keys: Uint8Array.of(0xee) });
    const spoilt = damageBlock(now, 'keys').copies.keys;
    for (const keys of [[old.copies.keys[0], spoilt[1]], [spoilt[0], old.copies.keys[1]], old.copies.keys] as const) {
      expect(recover({ ...now, copies: { ...now.copies, keys } }).damaged).toEqual(['keys']);
    }
    const mixed: NvmImage = { ...now, copies: { ...now.copies, keys: [old.copies.keys[0], now.copies.keys[1]] } };
    expect(recover(mixed)).toMatchObject({ image: now, repaired: ['keys'] });
  });

  it('VEH-5 without a readable table two copies alike are enough, and one alone is not', () => {
    const image = write(emptyImage(), FIRST);
    const nothing = new Uint8Array(0);
    const lost: NvmImage = { ...image, generations: [nothing, nothing] };
    expect(recover(lost)).toMatchObject({ image, damaged: [], repaired: ['generations'] });
    const keys = [image.copies.keys[0], nothing] as const;
    expect(recover({ ...lost, copies: { ...image.copies, keys } }).damaged).toEqual(['keys']);
  });

  it('VEH-5 one bad table is written again and reported; the other one makes a single copy certain', () => {
    const image = write(emptyImage(), FIRST);
    const bad = damageBlock(image, 'keys').copies.keys;
    const nothing = new Uint8Array(0);
    for (const generations of [[nothing, image.generations[1]] as const, [image.generations[0], nothing] as const]) {
      expect(recover({ ...image, generations })).toMatchObject({ image, damaged: [], repaired: ['generations'] });
      const single: NvmImage = { ...image, generations, copies: { ...image.copies, keys: [bad[0], nothing] } };
      expect(recover(single)).toMatchObject({ damaged: ['keys'], repaired: ['generations'] });
      const keys = [nothing, image.copies.keys[1]] as const;
      const saved = recover({ ...image, generations, copies: { ...image.copies, keys } });
      expect(saved).toMatchObject({ image, damaged: [], repaired: ['keys', 'generations'] });
    }
  });

  it('VEH-5 bytes after one of two copies are no damage, and do not stay', () => {
    const image = write(emptyImage(), FIRST);
    const [first, second] = image.copies.keys;
    const longer = Uint8Array.of(...first, 0xff);
    for (const keys of [[longer, second] as const, [first, longer] as const]) {
      expect(recover({ ...image, copies: { ...image.copies, keys } })).toMatchObject({ image, repaired: [] });
    }
  });

  it('VEH-4, VEH-5 counts a damaged copy of another block as a repair, but not the completion of a write', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(0xee) });
    const committed = cut(image, pending, pending.commitPosition);
    const [bad] = damageBlock(image, 'faults').copies.faults;
    const faults = [bad, image.copies.faults[1]] as const;
    expect(recover(committed).repaired).toEqual([]);
    expect(recover({ ...committed, copies: { ...committed.copies, faults } }).repaired).toEqual(['faults']);
  });

  it('VEH-5 two copies of one generation that differ are damage: neither is invented', () => {
    const image = write(emptyImage(), FIRST);
    const other = write(emptyImage(), { ...FIRST, keys: Uint8Array.of(0xee) });
    const keys = [image.copies.keys[0], other.copies.keys[1]] as const;
    expect(recover({ ...image, copies: { ...image.copies, keys } }).damaged).toEqual(['keys']);
  });

  it('VEH-5 one bad copy is repaired from the other, and reported', () => {
    const image = recover(write(emptyImage(), FIRST)).image;
    const damaged = damageBlock(image, 'keys');
    const halfDamaged: NvmImage = {
      ...image,
      copies: { ...image.copies, keys: [damaged.copies.keys[0], image.copies.keys[1]] },
    };
    const recovery = recover(halfDamaged);
    expect(recovery.damaged).toEqual([]);
    expect(recovery.repaired).toEqual(['keys']);
    expect(recovery.image).toEqual(image);
    expect(recover(image).repaired).toEqual([]);
  });

  it('VEH-5 two bad copies are damage, of that block alone, until it is rewritten', () => {
    const image = damageBlock(write(emptyImage(), FIRST), 'keys');
    const whole = write(emptyImage(), FIRST).copies.keys[0];
    const last = whole.length - 1;
    expect(image.copies.keys).toEqual([0, 1].map(() => whole.with(last, (whole[last] ?? 0) ^ 0xff)));
    const recovery = recover(image);
    expect([recovery.damaged, recovery.repaired]).toEqual([['keys'], []]);
    expect(recovery.blocks).toEqual({ ...FIRST, keys: null });
    expect(recover(write(recovery.image, { keys: Uint8Array.of(5) })).blocks.keys).toEqual(Uint8Array.of(5));
  });

  it('VEH-5 a block’s copy in another block’s place is not taken for it', () => {
    const image = recover(write(emptyImage(), FIRST)).image;
    const exchanged: NvmImage = { ...image, copies: { ...image.copies, keys: image.copies.faults } };
    expect(recover(exchanged).damaged).toEqual(['keys']);
  });

  it('VEH-4 a committed journal recovers a block whose copies are both bad', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(0xee) });
    const damaged = damageBlock(cut(image, pending, pending.commitPosition), 'keys');
    expect(recover(damaged).blocks.keys).toEqual(Uint8Array.of(0xee));
  });

  it('VEH-4 a journal with a changed byte is not done; with its second record whole, it is', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(0xee) });
    const committed = cut(image, pending, pending.commitPosition);
    const both = cut(image, pending, 2 * pending.commitPosition);
    for (let index = 0; index < pending.commitPosition; index += 1) {
      const changed = pending.record.with(index, (pending.record[index] ?? 0) ^ 0x01);
      expect(recover({ ...committed, journal: [changed, committed.journal[1]] }).blocks.keys).toEqual(FIRST.keys);
      for (const journal of [[changed, both.journal[1]] as const, [both.journal[0], changed] as const]) {
        expect(recover({ ...both, journal })).toMatchObject({ blocks: { keys: Uint8Array.of(0xee) }, repaired: [] });
      }
    }
  });

  it('a write that finds an unfinished one, or a cut beyond the end, is the caller’s bug', () => {
    const image = write(emptyImage(), FIRST);
    const pending = beginWrite(image, { keys: Uint8Array.of(1) });
    expect(() => beginWrite(cut(image, pending, 3), {})).toThrow('earlier write');
    expect(() => cut(image, pending, pending.totalBytes + 1)).toThrow();
    expect(() => cut(image, pending, 0.5)).toThrow();
    expect(() => cut(image, pending, -1)).toThrow();
    const unreadable = image.generations[0].with(0, 1);
    for (const second of [image.generations[1], new Uint8Array(0)]) {
      const torn: NvmImage = { ...image, generations: [unreadable, second] };
      expect(() => beginWrite(torn, { keys: Uint8Array.of(1) })).toThrow('the memory was not recovered');
    }
  });
});
