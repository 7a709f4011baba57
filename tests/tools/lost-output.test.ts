import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAIN } from '../integration/support/main-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

/** A command in a shell, where "$@" is the program. */
function shell(line: string): { readonly code: number | null; readonly stderr: string } {
  const args = ['-o', 'pipefail', '-c', line, 'bash', process.execPath, MAIN];
  const { status, stderr } = spawnSync('bash', args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  return { code: status, stderr };
}

describe('standard output in a shell', () => {
  it('is reported with 5 where the file takes only a part of it', () => {
    const path = folder.path('part.pdx');
    const { code, stderr } = shell(`ulimit -f 24; "$@" export pdx - > ${path}`);
    expect([code, stderr.split('\n')]).toEqual([
      5,
      [
        'error: standard output: it cannot be written: EFBIG: file too large, write',
        'hint: write it to another place',
        '',
      ],
    ]);
    expect(statSync(path).size).toBe(24 * 1024);
  });

  it('whose reader goes away is no error', () => {
    const { code, stderr } = shell('"$@" export json - | head -c 10');
    expect([[0, 130].includes(code ?? -1), stderr]).toEqual([true, '']);
  });
});
