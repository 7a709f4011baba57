import { mkdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeNewFile } from '../../../../hil/cli/write-new-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

describe('a file that a command writes', () => {
  it('is replaced only with --force', async () => {
    const path = folder.write('a', 'before');
    await expect(writeNewFile(path, 'after', false)).rejects.toMatchObject({
      code: 'usage',
      hint: 'name another file, or use --force',
    });
    expect(readFileSync(path, 'utf8')).toBe('before');
    await writeNewFile(path, 'after', true);
    expect(readFileSync(path, 'utf8')).toBe('after');
  });

  it.each([true, false])('cannot be a folder, nor be in a folder that is not there; --force: %s', async (force) => {
    mkdirSync(folder.path('taken'), { recursive: true });
    for (const name of ['taken', 'none/a']) {
      await expect(writeNewFile(folder.path(name), '', force)).rejects.toMatchObject({ code: 'bench' });
    }
  });
});
