import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { view } from '../../../../../hil/cli/commands/view-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { pageBlock } from '../../../../support/page-block.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const FLAGS = { open: false, from: 0 } as const;

describe('a log that is viewed', () => {
  it('is one page, whose name is put out', async () => {
    folder.write('a.log', '(1000.000000) can0 620#0000000000200000\n');
    const output = folder.path('a.html');
    const terminal = new KeptTerminal();
    const end = await ended(terminal, () => view(folder.path('a.log'), { ...FLAGS, output }, terminal));
    expect(end).toEqual({ exitCode: 0, out: [output], err: [] });
    expect(pageBlock(readFileSync(output, 'utf8'), 'viewer')).toMatchObject({ title: 'a.log' });
  });

  it('is refused where nothing is in it', async () => {
    folder.write('empty.log', '');
    const terminal = new KeptTerminal();
    await expect(view(folder.path('empty.log'), FLAGS, terminal)).rejects.toThrow('nothing to show');
  });
});
