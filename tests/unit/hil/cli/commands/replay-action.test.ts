import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { replay } from '../../../../../hil/cli/commands/replay-action.ts';
import type { ReplayFlags } from '../../../../../hil/cli/commands/replay-flags.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();

function run(path: string, flags: ReplayFlags = {}): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => replay(path, flags, terminal));
}

describe('what is replayed', () => {
  it('is a trace where it is a file', async () => {
    const log = folder.write('a.log', '');
    expect((await run(log)).err[0]).toBe(`error: ${log} is a trace, which is replayed to one bus`);
  });

  it('is refused if a compressed file is not a log, with or without a bus', async () => {
    const archive = folder.write('a.tar.gz', gzipSync('no log'));
    expect(await run(archive)).toMatchObject({
      exitCode: 2,
      err: [
        `error: trace ${archive}: unknown format: neither its first bytes nor its name show one`,
        'hint: name its format: candump, asc, pcapng, jsonl, blf, pcap, trc',
      ],
    });
  });

  it('is a bundle where it is a folder with its first file', async () => {
    folder.write('bundle.json', '{}');
    expect((await run(folder.path('.'))).err[0]).toMatch(/bundle\.json does not describe a bundle: /);
  });

  it.each([
    [{ bus: ['slcan-tcp:127.0.0.1:3333'] }, '--bus has no effect: '],
    [{ rate: 5, id: '750' }, '--rate, --id have no effect: '],
    [{ source: 'can0', skipBad: true }, '--source, --skip-bad have no effect: '],
  ])('is refused as a bundle with %j, which are for a log', async (flags, message) => {
    folder.write('bundle.json', '{}');
    const { exitCode, err } = await run(folder.path('.'), flags);
    expect([exitCode, err[0]]).toEqual([2, expect.stringContaining(`error: ${message}`)]);
    expect(err[0]).toContain('is a bundle, which is repeated in virtual time');
  });

  it('is refused if it is a seed, with the commands that repeat a run by its seed', async () => {
    expect(await run('7')).toMatchObject({
      exitCode: 2,
      err: [
        'error: a seed alone is not a run: 7',
        'hint: repeat an exploration with "npx smartkey explore --seed 7" and its other flags, or a scenario with "npx smartkey run FILE --seed 7"; a bundle has all of it',
      ],
    });
  });

  it('is refused if it is another kind of folder, or does not exist', async () => {
    expect(await run(folder.path('.'))).toEqual({
      exitCode: 2,
      out: [],
      err: [
        `error: ${folder.path('.')} is neither a bundle nor a trace`,
        'hint: name a folder with a bundle.json, or a log: candump, ASC, BLF, TRC, pcapng, pcap or JSONL',
      ],
    });
    expect((await run(folder.path('none'))).err[0]).toBe(`error: bundle or trace not found: "${folder.path('none')}"`);
  });
});
