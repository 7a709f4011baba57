import { crc32 } from 'node:zlib';

import { seedState } from '../../can-bus/random/xoshiro.ts';
import { BLOCK_NAMES, type BlockName } from './block-copy.ts';
import { decodeContent, diffBlocks, encodeContent } from './content-codec.ts';
import type { NvmContent } from './content.ts';
import {
  beginWrite,
  cut,
  emptyImage,
  recover,
  writeBlocks,
  type BlockChanges,
  type MemoryPart,
  type NvmImage,
} from './nvm-image.ts';

/** The memory as an ECU finds it at power-on. */
export interface LoadedMemory {
  readonly image: NvmImage;
  readonly content: NvmContent;
  /** Unreadable blocks; with any, the ECU refuses every procedure (VEH-5). */
  readonly damaged: readonly BlockName[];
  /** Parts that were damaged in one copy and restored from the other. */
  readonly repaired: readonly MemoryPart[];
}

/** The image of a memory with this content, as written by the factory. */
export function imageOf(content: NvmContent): NvmImage {
  return writeBlocks(emptyImage(), encodeContent(content));
}

/**
 * Reads the memory at power-on: a committed write is completed, an unfinished one dropped (VEH-4), a damaged copy
 * restored from the other (VEH-5). A `security` block that was lost once stays damaged: the data written in its place
 * since then contains neither the delay nor the earlier seeds.
 */
export function loadMemory(image: NvmImage, keySlots: number): LoadedMemory {
  const recovery = recover(image);
  const { content, damaged } = decodeContent(recovery.blocks, keySlots);
  const isUnreadable = damaged.includes('security');
  return {
    image: recovery.image,
    content: isUnreadable ? { ...content, ...securityAfterLoss(image) } : content,
    damaged: BLOCK_NAMES.filter((block) => damaged.includes(block) || (block === 'security' && content.securityLost)),
    repaired: recovery.repaired,
  };
}

/**
 * Because the seeds generated so far are unknown, the generator starts from the readable rest of the memory, so that
 * seeds before and after the loss are unrelated (AUT-1). No delay: every procedure is refused anyway, and its reason
 * must be readable.
 */
function securityAfterLoss(
  image: NvmImage,
): Pick<NvmContent, 'seedCounter' | 'seedRound' | 'generator' | 'attempts' | 'delayPending'> {
  let sum = 0;
  for (const block of BLOCK_NAMES) for (const copy of image.copies[block]) sum = crc32(copy, sum);
  const generator = seedState(sum, 'ecu/seeds after loss');
  return { seedCounter: 0, seedRound: 0, generator, attempts: 0, delayPending: false };
}

interface StoredMemory {
  readonly image: NvmImage;
  /** The blocks that were written; none where the content is the same. */
  readonly blocks: readonly BlockName[];
}

/**
 * Writes the changes in one transaction.
 *
 * @param spared blocks that are left as they are
 */
export function storeMemory(
  image: NvmImage,
  before: NvmContent,
  after: NvmContent,
  spared: readonly BlockName[] = [],
): StoredMemory {
  const { changes, blocks } = changesBetween(before, after, spared);
  return { image: writeBlocks(image, changes), blocks };
}

/** A transaction during which the power failed. */
export interface CutStore {
  readonly image: NvmImage;
  readonly blocks: readonly BlockName[];
  readonly bytesWritten: number;
  readonly totalBytes: number;
  /** The change is committed nevertheless: the next start finds it. */
  readonly committed: boolean;
}

/**
 * As {@link storeMemory}, but the power fails during the write (VEH-4).
 *
 * @param bytesWritten number of the transaction's bytes that are written; all of them where it has fewer
 */
export function cutStore(
  image: NvmImage,
  before: NvmContent,
  after: NvmContent,
  spared: readonly BlockName[],
  bytesWritten: (totalBytes: number) => number,
): CutStore {
  const { changes, blocks } = changesBetween(before, after, spared);
  const pending = beginWrite(image, changes);
  const { totalBytes, commitPosition } = pending;
  const bytes = Math.min(bytesWritten(totalBytes), totalBytes);
  return {
    image: cut(image, pending, bytes),
    blocks,
    bytesWritten: bytes,
    totalBytes,
    committed: bytes >= commitPosition,
  };
}

/** The blocks that a transaction from one content to the other writes. */
export function changesBetween(
  before: NvmContent,
  after: NvmContent,
  spared: readonly BlockName[],
): { readonly changes: BlockChanges; readonly blocks: readonly BlockName[] } {
  const changed = Object.entries(diffBlocks(before, after));
  const changes: BlockChanges = Object.fromEntries(changed.filter(([block]) => !spared.some((name) => name === block)));
  return { changes, blocks: BLOCK_NAMES.filter((block) => changes[block] !== undefined) };
}

/**
 * The memory when the power fails in the middle of a write that takes time: the journal's record is only partly
 * written, so that the change has not happened (ERA-7).
 *
 * @param share the elapsed part of the write's time, 0 up to but not including 1
 */
export function interruptWrite(image: NvmImage, before: NvmContent, after: NvmContent, share: number): NvmImage {
  const pending = beginWrite(image, diffBlocks(before, after));
  return cut(image, pending, Math.floor(pending.commitPosition * share));
}

/**
 * An unreadable block is left as it is, for anyone who wants to recover it, except for the generated seeds and the
 * attempts: no seed occurs twice, and no power cut clears the delay (AUT-1, AUT-3).
 */
export function sparedBlocks(damaged: readonly BlockName[]): readonly BlockName[] {
  return damaged.filter((block) => block !== 'security');
}
