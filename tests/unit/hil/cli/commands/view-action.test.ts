import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { view } from '../../../../../hil/cli/commands/view-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { pageBlock } from '../../../../support/page-block.ts';
import { sessionFiles, writeTar } from '../../../../support/session-archive.ts';
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

  it('is the trace of a session whose scenario cannot be run', async () => {
    const path = writeTar(folder.path('s.tar'), sessionFiles(), (file) =>
      file.name.endsWith('scenario.yaml') ? { ...file, content: 'name: x\nsteps:\n  - vehicle: {}\n' } : file,
    );
    const output = folder.path('s.html');
    const terminal = new KeptTerminal();
    const { exitCode, err } = await ended(terminal, () => view(path, { ...FLAGS, output }, terminal));
    expect(exitCode).toBe(0);
    expect(err[0]).toMatch(/^note: Shown from the trace: its scenario\.yaml cannot be run: .*at least one thing/);
    expect(pageBlock(readFileSync(output, 'utf8'), 'viewer')).toMatchObject({ title: 's.tar', steps: [] });
  });

  it('is refused where nothing is in it', async () => {
    folder.write('empty.log', '');
    const terminal = new KeptTerminal();
    await expect(view(folder.path('empty.log'), FLAGS, terminal)).rejects.toThrow('nothing to show');
  });
});
