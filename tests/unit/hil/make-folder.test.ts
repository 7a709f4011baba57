import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../hil/make-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a folder', () => {
  it('is created with those around it, and stays where it is there', async () => {
    const path = join(folder, 'a', 'b', 'c');
    await makeFolder(path);
    writeFileSync(join(path, 'x'), 'x');
    await makeFolder(path);
    expect(statSync(join(path, 'x')).size).toBe(1);
  });

  it('is created once by many at the same time', async () => {
    const path = join(folder, 'd', 'e');
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it('is refused where a file is', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(makeFolder(join(folder, 'file', 'a'))).rejects.toThrow(/ENOTDIR|ENOENT|EEXIST/);
  });

  it.skipIf(process.platform !== 'linux')(
    'is refused where nothing can be created, and does not try for ever',
    async () => {
      for (const path of ['/proc/x', '/proc/x/y/z']) await expect(makeFolder(path)).rejects.toThrow(/ENOENT/);
    },
  );
});
