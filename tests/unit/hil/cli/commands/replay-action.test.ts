import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { replay } from '../../../../../hil/cli/commands/replay-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();

function run(path: string): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => replay(path, { rate: 1 }, terminal));
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
    expect((await run(folder.path('.'))).err[0]).toMatch(/bundle\.json is not the first file of a bundle: /);
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
