import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProgress, saveProgress } from '../../../../../hil/explore/exhaustive/progress-file.ts';
import type { SearchSnapshot } from '../../../../../hil/explore/exhaustive/search.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { smallWorld } from '../small-world.ts';

const folder = temporaryFolder();
const world = smallWorld();
const snapshot: SearchSnapshot = { transitions: 7, depth: 2, words: [Uint32Array.of(1, 2)], frontier: [] };

describe('the file of a search', () => {
  it('holds it until it is continued', async () => {
    const path = folder.path('search.bin');
    expect(await loadProgress(path, world)).toBeNull();
    await saveProgress(path, world, snapshot);
    expect(await loadProgress(path, world)).toEqual(snapshot);
  });

  it('of another world, or a damaged one, is refused', async () => {
    const path = folder.path('other.bin');
    await saveProgress(path, world, snapshot);
    await expect(loadProgress(path, smallWorld({ slots: 3 }))).rejects.toThrow('belongs to another world');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, -1));
    await expect(loadProgress(path, world)).rejects.toThrow('is damaged');
    writeFileSync(path, 'x');
    await expect(loadProgress(path, world)).rejects.toMatchObject({ code: 'usage/progress' });
  });

  it('that cannot be written keeps what was saved before', async () => {
    const path = folder.path('kept.bin');
    await saveProgress(path, world, snapshot);
    // Its place is taken, as a full disk would refuse it.
    mkdirSync(`${path}.partial`);
    const failed = saveProgress(path, world, { ...snapshot, depth: 3 });
    await expect(failed).rejects.toMatchObject({ code: 'bench/progress', context: { path } });
    expect((await loadProgress(path, world))?.depth).toBe(2);
    expect(readdirSync(folder.path('.'))).toContain('kept.bin');
  });

  it('cannot be a device', async () => {
    await expect(loadProgress('/dev/zero', world)).rejects.toThrow('is not a regular file');
  });
});
