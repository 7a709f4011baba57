import { sameBytes } from '../../../can-bus/bytes/same-bytes.ts';
import { BLOCK_NAMES } from '../../../ecu-sim/memory/block-copy.ts';
import { encodeContent } from '../../../ecu-sim/memory/content-codec.ts';
import type { NvmContent } from '../../../ecu-sim/memory/content.ts';
import { cutStore, imageOf, loadMemory } from '../../../ecu-sim/memory/non-volatile-memory.ts';
import { difference, type Difference } from './difference.ts';

/** Evenly spread over a write, besides the bytes around its commit and both ends. */
const SPREAD = 12;

/**
 * VEH-4 for one write, with the shipped memory: the power fails after that many bytes of it, and the next start finds the
 * memory wholly before or wholly after the change.
 */
export function brokenWriteRule(before: NvmContent, after: NvmContent): Difference | null {
  const image = imageOf(before);
  const wholes = [encodeContent(before), encodeContent(after)] as const;
  const { totalBytes } = cutStore(image, before, after, [], () => 0);
  for (const position of positions(image, before, after, totalBytes)) {
    const cut = cutStore(image, before, after, [], () => position);
    const { content, damaged } = loadMemory(cut.image, before.slots.length);
    const found = encodeContent(content);
    const expected = wholes[cut.committed ? 1 : 0];
    const differing = BLOCK_NAMES.find((block) => !sameBytes(found[block], expected[block]));
    if (damaged.length === 0 && differing === undefined) continue;
    const what = `the memory after a power cut at byte ${position} of ${totalBytes}`;
    return difference(
      'VEH-4',
      what,
      `block ${differing ?? damaged.join()} differs`,
      cut.committed ? 'after' : 'before',
    );
  }
  return null;
}

function positions(
  image: ReturnType<typeof imageOf>,
  before: NvmContent,
  after: NvmContent,
  totalBytes: number,
): readonly number[] {
  // The commit is where `committed` changes: found by halving.
  let [low, high] = [0, totalBytes];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cutStore(image, before, after, [], () => middle).committed) high = middle;
    else low = middle + 1;
  }
  const spread = Array.from({ length: SPREAD }, (_none, index) => Math.floor((totalBytes * index) / SPREAD));
  return [...new Set([0, 1, high - 1, high, high + 1, totalBytes - 1, totalBytes, ...spread])].filter(
    (position) => position >= 0 && position <= totalBytes,
  );
}
