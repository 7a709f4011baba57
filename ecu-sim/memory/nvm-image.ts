import assert from 'node:assert/strict';

import { sameBytes } from '../../can-bus/bytes/same-bytes.ts';
import {
  BLOCK_NAMES,
  type BlockName,
  type BlockVersion,
  decodeBlockCopy,
  encodeBlockCopy,
  type PerBlock,
  perBlock,
} from './block-copy.ts';
import { decodeGenerations, encodeGenerations, type Generations } from './generation-table.ts';
import { decodeJournal, encodeJournal } from './journal.ts';

/** The same bytes twice, except after a write during which the power failed, and after damage (VEH-5). */
export type TwoCopies = readonly [Uint8Array, Uint8Array];

/** The bytes of the non-volatile memory. Immutable; the arrays are never modified once they are part of an image. */
export interface NvmImage {
  readonly copies: PerBlock<TwoCopies>;
  /** The newest generation of each block, which identifies older copies. */
  readonly generations: TwoCopies;
  /** The record of a write in progress; both are empty when there is none. */
  readonly journal: TwoCopies;
}

/** New payloads for some blocks: one transaction. */
export type BlockChanges = { readonly [name in BlockName]?: Uint8Array };

/**
 * A transaction that is being written into the memory. The order of its bytes: the journal's record, twice; the first
 * copy of each block and of the generations; the second copies; zeros over both records.
 *
 * While a copy is being written both records are intact, so that even a power cut together with one damaged byte leaves
 * the memory either completely before or completely after the change.
 */
interface PendingWrite {
  readonly record: Uint8Array;
  readonly copies: readonly { readonly block: BlockName; readonly bytes: Uint8Array }[];
  readonly generations: Uint8Array;
  /** With this many bytes written the change has happened; with one byte less it has not (VEH-4, ERA-7). */
  readonly commitPosition: number;
  /** Length of the whole sequence. */
  readonly totalBytes: number;
}

/** A part of the memory that was damaged. */
export type MemoryPart = BlockName | 'generations';

/** What the memory holds after a start. */
interface Recovery {
  /** The repaired memory: a committed write completed, the journal clear, both copies of everything readable alike. */
  readonly image: NvmImage;
  /** Each block's payload; null where it is not readable (VEH-5). */
  readonly blocks: PerBlock<Uint8Array | null>;
  /** The unreadable blocks, in the order of their numbers. */
  readonly damaged: readonly BlockName[];
  /** Parts that were damaged in one copy and restored from the other. */
  readonly repaired: readonly MemoryPart[];
}

const NOTHING = new Uint8Array(0);
const CLEAR: TwoCopies = [NOTHING, NOTHING];

/** A memory that was never written: every block reads as damaged. */
export function emptyImage(): NvmImage {
  return { copies: perBlock(() => CLEAR), generations: CLEAR, journal: CLEAR };
}

/** The memory after a complete transaction. */
export function writeBlocks(image: NvmImage, changes: BlockChanges): NvmImage {
  const versions = nextVersions(image, changes);
  if (versions.length === 0) return image;
  const copies: { -readonly [name in BlockName]: TwoCopies } = { ...image.copies };
  for (const version of versions) {
    const bytes = encodeBlockCopy(version);
    copies[version.block] = [bytes, bytes];
  }
  const generations = encodeGenerations(generationsAfter(image, versions));
  return { copies, generations: [generations, generations], journal: CLEAR };
}

/**
 * Begins to write a transaction during which the power may fail: for {@link cut}.
 *
 * @param image one with a clear journal: after {@link recover} or {@link writeBlocks}
 */
export function beginWrite(image: NvmImage, changes: BlockChanges): PendingWrite {
  const versions = nextVersions(image, changes);
  if (versions.length === 0) {
    return { record: NOTHING, copies: [], generations: NOTHING, commitPosition: 0, totalBytes: 0 };
  }
  const record = encodeJournal(versions);
  const copies = versions.map((version) => ({ block: version.block, bytes: encodeBlockCopy(version) }));
  const generations = encodeGenerations(generationsAfter(image, versions));
  const onceBytes = copies.reduce((total, copy) => total + copy.bytes.length, generations.length);
  const totalBytes = 2 * record.length + 2 * onceBytes + 2 * record.length;
  return { record, copies, generations, commitPosition: record.length, totalBytes };
}

/**
 * The memory after the power failed with `bytesWritten` bytes of the sequence written, from none to all. Requires
 * {@link recover} before anything else.
 */
export function cut(image: NvmImage, pending: PendingWrite, bytesWritten: number): NvmImage {
  assert(Number.isInteger(bytesWritten) && bytesWritten >= 0 && bytesWritten <= pending.totalBytes);
  if (pending.totalBytes === 0) return image;
  let left = bytesWritten;
  const write = (region: Uint8Array, bytes: Uint8Array): Uint8Array => {
    const written = bytes.subarray(0, Math.min(left, bytes.length));
    left -= written.length;
    return written.length === bytes.length ? bytes : overwrite(region, written);
  };

  let journal = inTurn(image.journal, (region) => write(region, pending.record));
  const copies: { -readonly [name in BlockName]: TwoCopies } = { ...image.copies };
  const generations = inTurn(image.generations, (region, index) => {
    for (const { block, bytes } of pending.copies) {
      const [first, second] = copies[block];
      copies[block] = index === 0 ? [write(first, bytes), second] : [first, write(second, bytes)];
    }
    return write(region, pending.generations);
  });
  const zeros = new Uint8Array(pending.record.length);
  journal = inTurn(journal, (region) => {
    const cleared = write(region, zeros);
    return cleared === zeros ? NOTHING : cleared;
  });
  return { copies, generations, journal };
}

/**
 * What an ECU does with its memory at power-on: completes a committed write, drops an unfinished one, restores damaged
 * copies. A copy older than the newest known generation is never used (VEH-5).
 */
export function recover(image: NvmImage): Recovery {
  const records = image.journal.map((record) => decodeJournal(record));
  const tables = image.generations.map((table) => decodeGenerations(table));
  const redone = records.flatMap((record) => record ?? []);
  const states = perBlock((block) =>
    recoverBlock(
      readCopies(image, block),
      redone.filter((version) => version.block === block),
      tables.flatMap((table) => (table === null ? [] : [table[block]])),
    ),
  );
  const table = encodeGenerations(perBlock((block) => states[block].generation));
  const isRedone = (block: BlockName): boolean => redone.some((version) => version.block === block);
  const repaired: MemoryPart[] = BLOCK_NAMES.filter(
    (block) => states[block].version !== null && !states[block].isWhole && !isRedone(block),
  );
  const repairable = BLOCK_NAMES.some((block) => states[block].version !== null);
  const hasTables = image.generations.every((bytes) => sameBytes(bytes, table));
  if (!hasTables && redone.length === 0 && repairable) repaired.push('generations');
  return {
    image: {
      copies: perBlock((block) => repairCopies(image.copies[block], states[block])),
      generations: hasTables ? image.generations : [table, table],
      journal: CLEAR,
    },
    blocks: perBlock((block) => states[block].version?.payload ?? null),
    damaged: BLOCK_NAMES.filter((block) => states[block].version === null),
    repaired,
  };
}

/** For benches and tests of VEH-5: makes both copies of the block unreadable. */
export function damageBlock(image: NvmImage, block: BlockName): NvmImage {
  const spoil = (copy: Uint8Array): Uint8Array =>
    copy.map((byte, index) => (index === copy.length - 1 ? byte ^ 0xff : byte));
  const [first, second] = image.copies[block];
  return { ...image, copies: { ...image.copies, [block]: [spoil(first), spoil(second)] } };
}

/** The known facts about one block. */
interface BlockState {
  /** The newest known generation, 0 for none. */
  readonly generation: number;
  /** The content of that generation; null where it is not readable. */
  readonly version: BlockVersion | null;
  /** Both copies have that content. */
  readonly isWhole: boolean;
}

/**
 * @param redone versions of this block in the journal's records
 * @param noted its generation in each table that can be read
 */
function recoverBlock(
  copies: readonly (BlockVersion | null)[],
  redone: readonly BlockVersion[],
  noted: readonly number[],
): BlockState {
  const stored = copies.filter((version) => version !== null);
  const versions = [...stored, ...redone];
  const generation = Math.max(0, ...versions.map((version) => version.generation), ...noted);
  const newest = versions.filter((version) => version.generation === generation);
  const [version] = newest;
  // Without a table it is unknown whether a single copy was the newest; two equal ones are.
  const isCertain = noted.length > 0 || newest.length > 1;
  if (version === undefined || !isCertain) return { generation, version: null, isWhole: false };
  if (!newest.every((other) => sameBytes(other.payload, version.payload))) {
    return { generation, version: null, isWhole: false };
  }
  const isWhole = stored.length === 2 && stored.every((copy) => copy.generation === generation);
  return { generation, version, isWhole };
}

/** Unreadable copies stay as they are, for anyone who wants to recover them. */
function repairCopies(copies: TwoCopies, { version, isWhole }: BlockState): TwoCopies {
  if (version === null || (isWhole && copies[0].length === copies[1].length)) return copies;
  const bytes = encodeBlockCopy(version);
  return [bytes, bytes];
}

function readCopies(image: NvmImage, block: BlockName): readonly (BlockVersion | null)[] {
  const [first, second] = image.copies[block];
  const version = decodeBlockCopy(first, block);
  return [version, second === first ? version : decodeBlockCopy(second, block)];
}

/** The new copies of the changed blocks, each with the next generation. */
function nextVersions(image: NvmImage, changes: BlockChanges): readonly BlockVersion[] {
  assert(
    image.journal.every((record) => record.length === 0),
    'the journal still holds an earlier write',
  );
  const known = knownGenerations(image);
  const versions: BlockVersion[] = [];
  for (const block of BLOCK_NAMES) {
    const payload = changes[block];
    if (payload !== undefined) versions.push({ block, generation: known[block] + 1, payload });
  }
  return versions;
}

function generationsAfter(image: NvmImage, versions: readonly BlockVersion[]): Generations {
  const after: { -readonly [name in BlockName]: number } = { ...knownGenerations(image) };
  for (const { block, generation } of versions) after[block] = generation;
  return after;
}

/** An intact memory has its generations in the table; one that was never written has none. */
function knownGenerations(image: NvmImage): Generations {
  const table = decodeGenerations(image.generations[0]);
  assert(table !== null || image.generations[0].length === 0, 'the memory was not recovered');
  return table ?? perBlock(() => 0);
}

function inTurn(regions: TwoCopies, write: (region: Uint8Array, index: 0 | 1) => Uint8Array): TwoCopies {
  const first = write(regions[0], 0);
  return [first, write(regions[1], 1)];
}

/** The content of a region after its first bytes were overwritten. */
function overwrite(region: Uint8Array, written: Uint8Array): Uint8Array {
  if (written.length === 0) return region;
  const result = new Uint8Array(Math.max(region.length, written.length));
  result.set(region);
  result.set(written);
  return result;
}
