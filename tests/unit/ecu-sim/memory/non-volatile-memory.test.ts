import { describe, expect, it } from 'vitest';
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

  it('ERA-7: an interrupted write has not happened, however late', () => {
    for (const share of [0, 0.5, 0.999]) {
      expect(loadMemory(interruptWrite(IMAGE, TWO_KEYS, AFTER, share), 7).content.slots).toEqual(TWO_KEYS.slots);
    }
  });

  it('VEH-5: a damaged block is reported, and spared but for the seeds and attempts', () => {
    expect(loadMemory(damageBlock(IMAGE, 'keys'), 7).damaged).toEqual(['keys']);
    expect(sparedBlocks(['keys', 'security', 'log'])).toEqual(['keys', 'log']);
  });

  it('AUT-1: after the loss of the security block other seeds are generated, without a delay', () => {
    const { content, damaged } = loadMemory(damageBlock(IMAGE, 'security'), 7);
    expect(damaged).toEqual(['security']);
    expect(content).toMatchObject({ seedCounter: 0, seedRound: 0, attempts: 0, delayPending: false });
    expect(content.generator).not.toEqual(TWO_KEYS.generator);
    expect(content.generator).not.toEqual([0, 0, 0, 0]);
  });
});
