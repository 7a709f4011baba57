import { describe, expect, it } from 'vitest';

import { BLOCK_NAMES, type PerBlock, perBlock } from '../../../../ecu-sim/memory/block-copy.ts';
import {
  beginWrite,
  cut,
  emptyImage,
  type NvmImage,
  recover,
  writeBlocks,
} from '../../../../ecu-sim/memory/nvm-image.ts';

const FIRST = perBlock((block) => Uint8Array.of(BLOCK_NAMES.indexOf(block), 0x10, 0x20));
const CHANGES = { keys: Uint8Array.of(0xee, 0xef), security: Uint8Array.of(0xdd), log: Uint8Array.of(1, 2, 3, 4, 5) };
const OLDEST = writeBlocks(emptyImage(), FIRST);
const BEFORE = writeBlocks(OLDEST, { keys: Uint8Array.of(0xaa, 0xab, 0xac, 0xad), security: Uint8Array.of(0xbb) });

type Damage = (region: Uint8Array) => Uint8Array;

/** The image with each of its regions damaged in turn: a copy of a block, of the generations, a journal's record. */
function damagedImages(image: NvmImage, damage: Damage): NvmImage[] {
  return ([0, 1] as const).flatMap((which) => {
    const hit = ([first, second]: readonly [Uint8Array, Uint8Array]): readonly [Uint8Array, Uint8Array] =>
      which === 0 ? [damage(first), second] : [first, damage(second)];
    return [
      ...BLOCK_NAMES.map((block) => ({ ...image, copies: { ...image.copies, [block]: hit(image.copies[block]) } })),
      { ...image, generations: hit(image.generations) },
      { ...image, journal: hit(image.journal) },
    ];
  });
}

/** Every damage to one byte of a region of `length` bytes, and to all of it. */
function damagesOf(length: number): Damage[] {
  const single = Array.from({ length }, (_, index): Damage[] => [
    (region) => region.map((byte, at) => (at === index ? byte ^ 0xff : byte)),
    (region) => region.map((byte, at) => (at === index ? 0 : byte)),
    (region) => region.subarray(0, index),
  ]);
  return [...single.flat(), (region) => region.map((byte) => byte ^ 0xff), (region) => region.map(() => 0)];
}

function blocksOf(image: NvmImage): PerBlock<Uint8Array | null> {
  return recover(image).blocks;
}

/** Compared as text: `expect` would take most of the time. */
function wordsOf(blocks: PerBlock<Uint8Array | null>): string {
  return BLOCK_NAMES.map((block) => `${block} ${blocks[block]?.join() ?? 'none'}`).join('; ');
}

describe('a memory with one damaged copy', () => {
  it('VEH-5 holds what it held: any byte, cut off anywhere, or all of it', () => {
    const longest = Math.max(...BLOCK_NAMES.map((block) => BEFORE.copies[block][0].length), 34);
    for (const damage of damagesOf(longest)) {
      for (const image of damagedImages(BEFORE, damage)) {
        const recovery = recover(image);
        expect(recovery.blocks).toEqual(blocksOf(BEFORE));
        expect(recovery.image).toEqual(BEFORE);
      }
    }
  });
});

describe('a power cut within a write, and one damaged copy besides', () => {
  const pending = beginWrite(BEFORE, CHANGES);
  const before = blocksOf(BEFORE);
  const after = blocksOf(writeBlocks(BEFORE, CHANGES));

  it('VEH-4, VEH-5 leave the memory wholly before or wholly after, at every byte', () => {
    const damages: Damage[] = [(region) => region.map(() => 0), (region) => region.map((byte) => byte ^ 0xff)];
    const otherwise: unknown[] = [];
    for (let bytes = 0; bytes <= pending.totalBytes; bytes++) {
      for (const image of damages.flatMap((damage) => damagedImages(cut(BEFORE, pending, bytes), damage))) {
        const blocks = blocksOf(image);
        const isBefore = bytes < 2 * pending.commitPosition && blocks.keys?.[0] === 0xaa;
        if (wordsOf(blocks) !== wordsOf(isBefore ? before : after) || (bytes < pending.commitPosition && !isBefore))
          otherwise.push({ bytes, blocks });
      }
    }
    expect(otherwise).toEqual([]);
  });

  it('VEH-5 leave it so with any one byte of any copy', () => {
    const { commitPosition, totalBytes } = pending;
    const stages = [1, commitPosition, 2 * commitPosition, 2 * commitPosition + 20, totalBytes - commitPosition - 1];
    for (const bytes of stages) {
      const image = cut(BEFORE, pending, bytes);
      const damaged = damagesOf(commitPosition).flatMap((damage) => damagedImages(image, damage));
      expect(damaged.length).toBeGreaterThan(1000);
      const permitted = (bytes >= 2 * commitPosition ? [after] : [before, after]).map(wordsOf);
      expect(damaged.map((one) => wordsOf(blocksOf(one))).filter((words) => !permitted.includes(words))).toEqual([]);
    }
  });

  it('VEH-5 an older copy in a copy’s place is not served', () => {
    for (let bytes = 0; bytes <= pending.totalBytes; bytes++) {
      const image = cut(BEFORE, pending, bytes);
      for (const which of [0, 1] as const) {
        const [first, second] = image.copies.keys;
        const old = OLDEST.copies.keys[0];
        const keys = which === 0 ? ([old, second] as const) : ([first, old] as const);
        const served = blocksOf({ ...image, copies: { ...image.copies, keys } }).keys;
        expect(served).not.toEqual(FIRST.keys);
      }
    }
  });
});
