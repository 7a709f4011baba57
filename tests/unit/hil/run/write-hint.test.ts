import { describe, expect, it } from 'vitest';
import { writeHint, type WrittenPlace } from '../../../../hil/run/write-hint.ts';

const hint = (code: string, place: WrittenPlace): string =>
  writeHint(Object.assign(new Error('no luck'), { code }), place);

describe('the hint for what cannot be written', () => {
  it.each([
    ['ENOSPC', 'EDQUOT'],
    ['EACCES', 'EROFS'],
    ['EACCES', 'EPERM'],
    ['ENOTDIR', 'EEXIST'],
  ])('is the same for %s and %s', (one, other) => {
    for (const place of ['file', 'folder'] as const) expect(hint(other, place)).toBe(hint(one, place));
  });

  it('is another for each reason, and says folder only where one is named', () => {
    const codes = ['ENOSPC', 'EACCES', 'ENOTDIR', 'EISDIR', 'ENOENT', 'EMFILE'];
    expect(new Set(codes.map((code) => hint(code, 'file'))).size).toBe(6);
    expect(new Set(codes.map((code) => hint(code, 'folder'))).size).toBe(4);
    expect(hint('EISDIR', 'file')).toBe('it is a folder: name a file in it');
    expect(hint('ENOENT', 'file')).toBe('create its folder, or name a file in another one');
    expect(hint('ENXIO', 'file')).toBe('nobody reads this pipe: start its reader first');
    expect(hint('ENOENT', 'folder')).toBe('choose another folder');
    expect(writeHint('no luck', 'file')).toBe('name another file');
  });
});
