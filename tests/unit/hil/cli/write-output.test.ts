import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeOutput } from '../../../../hil/cli/write-output.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

describe('a file that a flag names', () => {
  it('is written, or refused with the flag in the hint', async () => {
    await writeOutput(folder.path('a.xml'), 'text', '--junit');
    expect(readFileSync(folder.path('a.xml'), 'utf8')).toBe('text');
    await expect(writeOutput(folder.path('no/a.xml'), 'text', '--junit')).rejects.toMatchObject({
      code: 'bench',
      hint: 'create its folder, or name a file in another one; the flag is --junit',
    });
    await expect(writeOutput(folder.path('.'), 'text', '--output')).rejects.toMatchObject({
      code: 'bench',
      hint: 'it is a folder: name a file in it; the flag is --output',
    });
  });
});
