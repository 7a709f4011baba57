import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDifferentFiles } from '../../../../hil/cli/same-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

function check(input: string | undefined, ...outputs: readonly (string | undefined)[]): () => void {
  return () =>
    checkDifferentFiles(
      [['IN', input]],
      outputs.map((path, index) => [`OUT ${index + 1}`, path]),
    );
}

describe('the files of a command', () => {
  it('are refused where an output replaces an input, however it is written', () => {
    const input = folder.write('a.log', 'x');
    symlinkSync(input, folder.path('link.log'));
    linkSync(input, folder.path('hard.log'));
    const ways = [
      input,
      relative('', input),
      folder.path('./b/../a.log'),
      folder.path('link.log'),
      folder.path('hard.log'),
    ];
    mkdirSync(folder.path('b'));
    for (const way of ways) expect(check(input, way)).toThrow('IN and OUT 1 are the same file');
    expect(check(input, undefined, input)).toThrow('IN and OUT 2 are the same file');
  });

  it('are refused where two outputs are the same, which need not exist yet', () => {
    symlinkSync(folder.path('.'), folder.path('here'));
    expect(check(undefined, folder.path('new.log'), folder.path('here/new.log'))).toThrow(
      'OUT 1 and OUT 2 are the same file',
    );
    expect(check(undefined, folder.path('none/a.log'), folder.path('none/a.log'))).toThrow('the same file');
  });

  it('may be different, standard streams, devices, folders, or not given', () => {
    const input = folder.write('a.log', 'x');
    expect(check(input, folder.path('b.log'), folder.write('c.log', 'x'), undefined)).not.toThrow();
    expect(check('-', '-')).not.toThrow();
    expect(check('/dev/null', '/dev/null', '/dev/null')).not.toThrow();
    expect(check(folder.path('.'), folder.path('.'))).not.toThrow();
  });
});
