import { describe, expect, it } from 'vitest';
import { replay } from '../../../../../hil/cli/commands/replay-action.ts';
import type { ReplayFlags } from '../../../../../hil/cli/commands/replay-flags.ts';
import type { TarFile } from '../../../../../hil/server/tar.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { sessionFiles, writeTar } from '../../../../support/session-archive.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();

function run(change?: (file: TarFile) => TarFile | null, flags: Partial<ReplayFlags> = {}): ReturnType<typeof ended> {
  const path = writeTar(folder.path('s.tar'), sessionFiles(), change);
  const terminal = new KeptTerminal();
  return ended(terminal, () => replay(path, flags, terminal));
}

function swap(name: string, from: string, to: string): (file: TarFile) => TarFile {
  return (file) =>
    file.name.endsWith(name) ? { ...file, content: Buffer.from(file.content).toString().replace(from, to) } : file;
}

const TOOL = swap('bundle.json', '"tools": []', '"tools": ["client-1"]');
/** As if a tool's frames were in the trace under another name. */
const OTHER_TRACE = swap('trace.jsonl', '"source":"body"', '"source":"client-1"');

describe('a session that is replayed', () => {
  it('is the same bit for bit where nothing came from outside', async () => {
    const { exitCode, out } = await run();
    expect(exitCode).toBe(0);
    expect(out[0]).toMatch(/^session, seed 1: \d+ steps repeated$/);
    expect(out.at(-1)).toMatch(/^same: \d+ events, bit for bit$/);
    const { out: json } = await run(undefined, { json: true });
    expect(JSON.parse(json.join(''))).toMatchObject({ outcome: 'same', difference: null, notExactly: [] });
  });

  it('says where its trace is cut off', async () => {
    const { exitCode, out } = await run((file) =>
      file.name.endsWith('trace.jsonl') ? { ...file, content: file.content.slice(0, -20) } : file,
    );
    expect(exitCode).toBe(0);
    expect(out).toContainEqual(
      expect.stringMatching(/^ {2}trace\.jsonl of the session is cut off: its first \d+ events/),
    );
  });

  it('has the same responses where a tool took part, and says why that is all', async () => {
    const { exitCode, out } = await run((file) => TOOL(OTHER_TRACE(file)));
    expect(exitCode).toBe(0);
    expect(out[1]).toMatch(/^ {2}not bit for bit: the frames of client-1 came from outside, /);
    expect(out.at(-1)).toBe('same responses: every request got the response that was recorded');
  });

  it('that differs ends with 6, and shows where', async () => {
    const { exitCode, out } = await run(OTHER_TRACE);
    expect(exitCode).toBe(6);
    expect(out).toContain('not the same: an event differs');
    expect(out.at(-3)).toMatch(/^ {2}first difference: event \d+ of the trace$/);
    const failed = await run(swap('scenario.yaml', 'start-permitted', 'none'), { quiet: true });
    expect([failed.exitCode, failed.out[0]]).toEqual([6, expect.stringMatching(/^not the same: .*start-permitted/)]);
  });

  it('cannot be repeated where its start is not known, and says what can be done', async () => {
    const { exitCode, err } = await run((file) => (file.name.endsWith('scenario.yaml') ? null : file));
    expect(exitCode).toBe(2);
    expect(err[0]).toContain("the session was longer than the car's logs reach back");
    expect(err[1]).toContain('--bus URL');
  });

  it('cannot be repeated where its scenario cannot be run, and says why', async () => {
    const { exitCode, err } = await run(swap('scenario.yaml', 'steps:', 'steps:\n  - vehicle: {}'));
    expect(exitCode).toBe(2);
    expect(err.join('\n')).toMatch(
      /s\.tar cannot be repeated: its scenario\.yaml cannot be run: .*at least one thing/s,
    );
    expect(err.join('\n')).toContain('smartkey view');
  });
});
