import type { BlockName } from './block-copy.ts';
import type { NvmContent } from './content.ts';
import { changesBetween, cutStore, sparedBlocks, type CutStore, type LoadedMemory } from './non-volatile-memory.ts';

/** A scheduled power failure in the middle of a memory write. */
export interface WriteCut {
  /** Which write from now on; 1 is the next. */
  readonly write: number;
  /** Counts only writes that include this block; null: all. */
  readonly block: BlockName | null;
  /** Number of bytes written by then; null: `share` of them. */
  readonly byte: number | null;
  /** 0 up to but not including 1. */
  readonly share: number;
}

/** The cut that is still scheduled, and the resulting memory where this write is the one. */
interface WriteCutMet {
  readonly armed: WriteCut | null;
  readonly cut: CutStore | null;
}

/** A write from the memory's content to `after` begins. */
export function meetWriteCut(armed: WriteCut, memory: LoadedMemory, after: NvmContent): WriteCutMet {
  const { image, content, damaged } = memory;
  const spared = sparedBlocks(damaged);
  const { blocks } = changesBetween(content, after, spared);
  const counts = blocks.length > 0 && (armed.block === null || blocks.includes(armed.block));
  if (!counts) return { armed, cut: null };
  if (armed.write > 1) return { armed: { ...armed, write: armed.write - 1 }, cut: null };
  const { byte, share } = armed;
  const position = (totalBytes: number): number => byte ?? Math.floor(share * (totalBytes + 1));
  return { armed: null, cut: cutStore(image, content, after, spared, position) };
}
