import { mkdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exportDescription, type ExportFlags, type ExportKind } from '../../../../../hil/cli/commands/export-action.ts';
import { descriptionFile } from '../../../../../hil/server/description-files.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();

function run(
  kind: ExportKind,
  file: string,
  flags: ExportFlags = {},
  written: Uint8Array[] = [],
): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => exportDescription(kind, file, flags, terminal, (content) => written.push(content)));
}

describe('the exported description', () => {
  it.each(['pdx', 'dbc', 'json'] as const)('%s is the shipped file, byte for byte', async (kind) => {
    const file = folder.path(`car.${kind}`);
    expect(await run(kind, file)).toEqual({ exitCode: 0, out: [file], err: [] });
    expect(new Uint8Array(readFileSync(file))).toEqual(descriptionFile(kind));
  });

  it('goes to standard output for "-", alone', async () => {
    const written: Uint8Array[] = [];
    expect(await run('pdx', '-', {}, written)).toEqual({ exitCode: 0, out: [], err: [] });
    expect(written).toEqual([descriptionFile('pdx')]);
    expect(await run('pdx', '-', { json: true })).toEqual({
      exitCode: 2,
      out: [],
      err: ['error: --json and the export cannot both go to standard output', 'hint: name a file, or remove --json'],
    });
  });

  it('goes nowhere with a flag that has no effect there', async () => {
    const written: Uint8Array[] = [];
    expect(await run('pdx', '-', { force: true }, written)).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'error: --force has no effect: it replaces a file, and the export goes to standard output',
        'hint: remove --force',
      ],
    });
    expect(written).toEqual([]);
  });

  it('is reported as JSON with --json', async () => {
    const file = folder.path('json.dbc');
    const { out } = await run('dbc', file, { json: true });
    expect(JSON.parse(out.join(''))).toEqual({ kind: 'dbc', file, bytes: descriptionFile('dbc').length });
  });

  it('replaces a file only with --force', async () => {
    const file = folder.write('mine.pdx', 'mine');
    expect(await run('pdx', file)).toEqual({
      exitCode: 2,
      out: [],
      err: [`error: ${file} already exists`, 'hint: name another file, or use --force'],
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await run('pdx', file, { force: true })).exitCode).toBe(0);
    expect(new Uint8Array(readFileSync(file))).toEqual(descriptionFile('pdx'));
  });

  it('names a file that cannot be written (5): in no folder, under a file, over a folder', async () => {
    const missing = folder.path('none/car.pdx');
    const { exitCode, err } = await run('pdx', missing);
    expect([exitCode, err[0], err[1]]).toEqual([
      5,
      expect.stringContaining(`error: ${missing} cannot be written: ENOENT`),
      'hint: create its folder, or name a file in another one',
    ]);
    const under = folder.write('file', '') + '/car.pdx';
    expect((await run('pdx', under)).exitCode).toBe(5);
    mkdirSync(folder.path('taken'));
    for (const force of [true, false]) {
      const over = await run('pdx', folder.path('taken'), { force });
      expect([over.exitCode, over.err[1]]).toEqual([5, 'hint: it is a folder: name a file in it']);
    }
  });
});
