import assert from 'node:assert/strict';

import {
  BLOCK_NAMES,
  type BlockName,
  type BlockVersion,
  decodeBlockCopy,
  encodeBlockCopy,
  type PerBlock,
  perBlock,
} from './block-copy.ts';
import { decodeJournal, encodeJournal } from './journal.ts';

/** Which of a block's two copies. */
export type CopyIndex = 0 | 1;

/**
 * The bytes of the non-volatile memory: two copies of each block, and the journal (empty when clear). Immutable;
 * the arrays are never written to once they are part of an image.
 */
export interface NvmImage {
  readonly copies: PerBlock<readonly [Uint8Array, Uint8Array]>;
  readonly journal: Uint8Array;
}

/** New payloads for some blocks: one transaction. */
export type BlockChanges = { readonly [name in BlockName]?: Uint8Array };

/**
 * A transaction on its way into the memory. Bytes go out in this order: the journal's record; for each block its
 * new copy, over the older one; zeros over the journal.
 */
export interface PendingWrite {
  readonly journal: Uint8Array;
  readonly copies: readonly { readonly block: BlockName; readonly index: CopyIndex; readonly bytes: Uint8Array }[];
  /** With this many bytes written the change has happened; with one fewer it has not (VEH-4, ERA-7). */
  readonly commitPosition: number;
  /** Bytes of the whole sequence. */
  readonly totalBytes: number;
}

/** What the memory holds after a start. */
export interface Recovery {
  /** The memory put in order: journal done and cleared, both copies good wherever one was. */
  readonly image: NvmImage;
  /** Each block's payload; null where both copies are bad (VEH-5). */
  readonly blocks: PerBlock<Uint8Array | null>;
  /** The blocks that could not be read back, in the order of their numbers. */
  readonly damaged: readonly BlockName[];
}

const NOTHING = new Uint8Array(0);

/** A memory in which nothing was ever written: every block reads as damaged. */
export function emptyImage(): NvmImage {
  return { copies: perBlock(() => [NOTHING, NOTHING]), journal: NOTHING };
}

/**
 * Begins to write a transaction; the image itself changes only by {@link commit} or {@link cut}.
 *
 * @param image one with a clear journal: after {@link recover} or {@link commit}
 */
export function beginWrite(image: NvmImage, changes: BlockChanges): PendingWrite {
  assert.equal(image.journal.length, 0, 'the journal still holds an earlier write');
  const versions: BlockVersion[] = [];
  const copies: PendingWrite['copies'][number][] = [];
  for (const block of BLOCK_NAMES) {
    const payload = changes[block];
    if (payload === undefined) continue;
    const version = { block, generation: (newest(image, block)?.generation ?? 0) + 1, payload };
    versions.push(version);
    copies.push({ block, index: olderCopy(image, block), bytes: encodeBlockCopy(version) });
  }
  const journal = versions.length === 0 ? NOTHING : encodeJournal(versions);
  const copyBytes = copies.reduce((total, copy) => total + copy.bytes.length, 0);
  return { journal, copies, commitPosition: journal.length, totalBytes: copyBytes + 2 * journal.length };
}

/** The memory after the whole sequence. */
export function commit(image: NvmImage, pending: PendingWrite): NvmImage {
  return cut(image, pending, pending.totalBytes);
}

/**
 * The memory after the power failed with `bytesWritten` bytes of the sequence done, from none to all. Needs
 * {@link recover} before anything else.
 */
export function cut(image: NvmImage, pending: PendingWrite, bytesWritten: number): NvmImage {
  assert(Number.isInteger(bytesWritten) && bytesWritten >= 0 && bytesWritten <= pending.totalBytes);
  let left = bytesWritten;
  const take = (bytes: Uint8Array): Uint8Array => {
    const written = bytes.subarray(0, Math.min(left, bytes.length));
    left -= written.length;
    return written;
  };

  let journal = overwrite(image.journal, take(pending.journal));
  let copies = image.copies;
  for (const { block, index, bytes } of pending.copies) {
    const written = take(bytes);
    const before = copies[block][index];
    const after = written.length === bytes.length ? bytes : overwrite(before, written);
    copies = { ...copies, [block]: index === 0 ? [after, copies[block][1]] : [copies[block][0], after] };
  }
  const cleared = take(new Uint8Array(pending.journal.length));
  journal = cleared.length === pending.journal.length ? NOTHING : overwrite(journal, cleared);
  return { copies, journal };
}

/** What an ECU does with its memory at power-on: finishes a committed write, forgets an unfinished one, mends copies. */
export function recover(image: NvmImage): Recovery {
  const versions = perBlock((block) => newest(image, block));
  const journal = new Map((decodeJournal(image.journal) ?? []).map((version) => [version.block, version]));
  const recovered = perBlock((block) => {
    const stored = versions[block];
    const redo = journal.get(block);
    return redo !== undefined && redo.generation > (stored?.generation ?? 0) ? redo : stored;
  });
  return {
    image: { copies: perBlock((block) => mend(image.copies[block], recovered[block])), journal: NOTHING },
    blocks: perBlock((block) => recovered[block]?.payload ?? null),
    damaged: BLOCK_NAMES.filter((block) => recovered[block] === null),
  };
}

/** For benches and tests of VEH-5: both copies of the block made unreadable. */
export function damageBlock(image: NvmImage, block: BlockName): NvmImage {
  const spoil = (copy: Uint8Array): Uint8Array =>
    copy.map((byte, index) => (index === copy.length - 1 ? byte ^ 0xff : byte));
  const [first, second] = image.copies[block];
  return { ...image, copies: { ...image.copies, [block]: [spoil(first), spoil(second)] } };
}

function newest(image: NvmImage, block: BlockName): BlockVersion | null {
  const [first, second] = readCopies(image, block);
  if (first === null || second === null) return first ?? second;
  return second.generation > first.generation ? second : first;
}

/** The copy to overwrite: a bad one, else the older. The newest good copy is never touched. */
function olderCopy(image: NvmImage, block: BlockName): CopyIndex {
  const [first, second] = readCopies(image, block);
  if (first === null) return 0;
  if (second === null) return 1;
  return first.generation < second.generation ? 0 : 1;
}

function readCopies(image: NvmImage, block: BlockName): [BlockVersion | null, BlockVersion | null] {
  const [first, second] = image.copies[block];
  return [decodeBlockCopy(first, block), decodeBlockCopy(second, block)];
}

/** A bad copy becomes the recovered version; a good one stays, unless a redone write takes the older one's place. */
function mend(
  copies: readonly [Uint8Array, Uint8Array],
  recovered: BlockVersion | null,
): readonly [Uint8Array, Uint8Array] {
  if (recovered === null) return copies;
  const bytes = encodeBlockCopy(recovered);
  const first = decodeBlockCopy(copies[0], recovered.block)?.generation ?? null;
  const second = decodeBlockCopy(copies[1], recovered.block)?.generation ?? null;
  const isStored = first === recovered.generation || second === recovered.generation;
  const overFirst = first === null || (!isStored && second !== null && first < second);
  const overSecond = second === null || (!isStored && first !== null && second <= first);
  return [overFirst ? bytes : copies[0], overSecond ? bytes : copies[1]];
}

/** What lies in a region after its first bytes were written over. */
function overwrite(region: Uint8Array, written: Uint8Array): Uint8Array {
  if (written.length === 0) return region;
  const result = new Uint8Array(Math.max(region.length, written.length));
  result.set(region);
  result.set(written);
  return result;
}
