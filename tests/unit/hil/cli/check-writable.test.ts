import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkWritable } from '../../../../hil/cli/check-writable.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

describe('a file that is written at the end', () => {
  it('is neither changed nor left behind', () => {
    checkWritable(folder.path('new.yaml'), 'recording');
    expect(existsSync(folder.path('new.yaml'))).toBe(false);
    const path = folder.write('old.yaml', 'old');
    checkWritable(path, 'recording');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(() => checkWritable('/dev/null', 'recording')).not.toThrow();
  });

  it.each([
    ['none/s.yaml', 'bench', 'check the name, and that its folder exists'],
    ['.', 'bench', 'it is a folder; name a file in it'],
    ['file/s.yaml', 'bench', 'check its permissions, or name another file'],
  ])('is refused at %s', (name, code, hint) => {
    folder.write('file', 'x');
    const path = folder.path(name);
    expect(() => checkWritable(path, 'recording')).toThrow(expect.objectContaining({ code, hint }));
    expect(() => checkWritable(path, 'recording')).toThrow(`recording ${path}: it cannot be written: `);
  });
});
