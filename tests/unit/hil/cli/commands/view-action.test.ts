import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { view, type ViewFlags } from '../../../../../hil/cli/commands/view-action.ts';
import { coverageFile, writeCoverage } from '../../../../../hil/explore/coverage/coverage-file.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { pageBlock } from '../../../../support/page-block.ts';
import { sessionFiles, writeTar } from '../../../../support/session-archive.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { LeftBundle } from '../../run/left-bundle.ts';

const folder = temporaryFolder();
const EXPLORED = { seed: 1, runs: 5, steps: 60, vehicleUs: 7_000_000, hash: 'ab', coverage: {} };
const FLAGS = { open: false } as const;

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
    expect(err[0]).toMatch(
      /^note: Shown from the trace, and not run again: its scenario\.yaml cannot be run: .*at least one thing/,
    );
    expect(pageBlock(readFileSync(output, 'utf8'), 'viewer')).toMatchObject({ title: 's.tar', steps: [] });
  });

  it('has at most 200,000 frames and 50,000 events, and says what is not shown', async () => {
    const frame = '(1000.000000) can0 123#00\n';
    const events = (count: number): string =>
      Array.from(
        { length: count },
        (_, at) =>
          `{"timeUs":${at},"kind":"stimulus","source":"stimulus","event":"key-moved","keyId":"A1","to":"cabin"}\n`,
      ).join('');
    const notes = async (name: string, text: string): Promise<readonly string[]> => {
      folder.write(name, text);
      const terminal = new KeptTerminal();
      const output = folder.path('limits.html');
      return (await ended(terminal, () => view(folder.path(name), { ...FLAGS, output }, terminal))).err;
    };
    expect(await notes('a.log', frame.repeat(200_000))).toEqual([]);
    expect(await notes('b.log', frame.repeat(200_001))).toEqual([
      expect.stringMatching(/^note: Not the whole trace: 200,000 frames /),
    ]);
    expect(await notes('a.jsonl', events(50_000))).toEqual([]);
    expect(await notes('b.jsonl', events(50_001))).toEqual([
      expect.stringMatching(/^note: Not the whole trace: 0 frames \(0\.000000 s to 0\.049999 s\)/),
    ]);
  });

  it('is refused where nothing is in it', async () => {
    folder.write('empty.log', '');
    const terminal = new KeptTerminal();
    await expect(view(folder.path('empty.log'), FLAGS, terminal)).rejects.toThrow('nothing to show');
  });

  it('is named as what it should be where it is not there', async () => {
    const path = folder.path('nothing');
    await expect(view(path, FLAGS, new KeptTerminal())).rejects.toMatchObject({
      code: 'usage',
      message: `bundle or trace not found: "${path}"`,
    });
  });
});

describe('flags for a log', () => {
  const left = new LeftBundle();
  afterEach(() => left.remove());

  async function refused(path: string, flags: Partial<ViewFlags>): Promise<unknown> {
    const terminal = new KeptTerminal();
    const { exitCode, err } = await ended(terminal, () =>
      view(path, { ...FLAGS, output: folder.path('x.html'), ...flags }, terminal),
    );
    return [exitCode, err[0]];
  }

  it('are refused where they would be ignored', async () => {
    await left.write();
    const none = (names: string, what: string): unknown => [
      2,
      expect.stringMatching(`^error: ${names} no effect: .*${what}`),
    ];
    expect(await refused(left.bundle, { from: 1 })).toEqual(none('--from has', 'is a bundle'));
    expect(await refused(left.bundle, { profile: 'nope' })).toEqual(none('--profile has', 'is a bundle'));
    const coverage = folder.path('coverage.json');
    await writeCoverage(coverage, coverageFile(EXPLORED));
    const all = { from: 0, skipBad: true, profile: 'nope' } as const;
    expect(await refused(coverage, all)).toEqual(none('--from, --skip-bad, --profile have', 'the coverage of'));
    const session = writeTar(folder.path('s.tar'), sessionFiles());
    expect(await refused(session, { profile: 'nope' })).toEqual(none('--profile has', 'is a session'));
  });
});
