import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seedState } from '../../../../can-bus/random/xoshiro.ts';
import {
  changesBetween,
  cutStore,
  imageOf,
  interruptWrite,
  loadMemory,
  sparedBlocks,
  storeMemory,
} from '../../../../ecu-sim/memory/non-volatile-memory.ts';
import { damageBlock } from '../../../../ecu-sim/memory/nvm-image.ts';
import { TWO_KEYS } from '../firmware-step.ts';

const AFTER = { ...TWO_KEYS, slots: [0xa1, null, null, null, null, null, null], attempts: 2 };
const IMAGE = imageOf(TWO_KEYS);

describe('the non-volatile memory', () => {
  it('returns what was written', () => {
    expect(loadMemory(IMAGE, 7)).toMatchObject({ content: TWO_KEYS, damaged: [], repaired: [] });
  });

  it('writes the blocks that changed, and leaves the spared ones', () => {
    const stored = storeMemory(IMAGE, TWO_KEYS, AFTER);
    expect(stored.blocks).toEqual(['keys', 'security']);
    expect(loadMemory(stored.image, 7).content).toEqual(AFTER);
    expect(changesBetween(TWO_KEYS, AFTER, ['keys']).blocks).toEqual(['security']);
  });

  it('is the same image where nothing changed', () => {
    expect(storeMemory(IMAGE, TWO_KEYS, { ...TWO_KEYS })).toEqual({ image: IMAGE, blocks: [] });
  });

  it('VEH-4: a write that the power fails in has happened, or not', () => {
    const all = cutStore(IMAGE, TWO_KEYS, AFTER, [], (total) => total + 1);
    expect(all.bytesWritten).toBe(all.totalBytes);
    expect([all.committed, loadMemory(all.image, 7).content]).toEqual([true, AFTER]);
    const half = cutStore(IMAGE, TWO_KEYS, AFTER, [], () => 10);
    expect([half.committed, half.bytesWritten, loadMemory(half.image, 7).content]).toEqual([false, 10, TWO_KEYS]);
  });

  it('VEH-4: it has happened from the last byte of the record on', () => {
    // Count; two blocks of number, generation, length and payload of 41 and 25 bytes; CRC-32; mark.
    const record = 1 + (11 + 41) + (11 + 25) + 4 + 1;
    for (const [bytes, committed] of [
      [record - 1, false],
      [record, true],
      [record + 1, true],
    ] as const) {
      const cut = cutStore(IMAGE, TWO_KEYS, AFTER, [], () => bytes);
      expect([cut.committed, loadMemory(cut.image, 7).content]).toEqual([committed, committed ? AFTER : TWO_KEYS]);
    }
  });

  it('ERA-7: an interrupted write has not happened, however late', () => {
    for (const share of [0, 0.5, 0.999]) {
      expect(loadMemory(interruptWrite(IMAGE, TWO_KEYS, AFTER, share), 7).content.slots).toEqual(TWO_KEYS.slots);
    }
  });

  it('VEH-5: a damaged block is reported, and spared but for the seeds and attempts', () => {
    expect(loadMemory(damageBlock(IMAGE, 'keys'), 7).damaged).toEqual(['keys']);
    expect(sparedBlocks(['keys', 'security', 'log'])).toEqual(['keys', 'log']);
    // A security block that was lost once is reported although it can be read again.
    expect(loadMemory(imageOf({ ...TWO_KEYS, securityLost: true }), 7).damaged).toEqual(['security']);
  });

  it('AUT-1: after the loss of the security block other seeds are generated, without a delay', () => {
    const { content, damaged } = loadMemory(damageBlock(IMAGE, 'security'), 7);
    expect(damaged).toEqual(['security']);
    expect(content).toMatchObject({ seedCounter: 0, seedRound: 0, attempts: 0, delayPending: false });
    // They follow from all that the memory holds.
    const copies = Object.values(damageBlock(IMAGE, 'security').copies).flat();
    expect(content.generator).toEqual(seedState(crc32(Buffer.concat(copies)), 'ecu/seeds after loss'));
    expect(content.generator).not.toEqual(TWO_KEYS.generator);
  });
});
