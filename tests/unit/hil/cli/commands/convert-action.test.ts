import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { convert, type ConvertFlags } from '../../../../../hil/cli/commands/convert-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { NewSignalListeners } from '../../../../support/signals.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const LOG = '(1.000000) can0 7B5#023E00\n(1.010000) can0 7BD#027E00\n';

function run(input: string, output: string, flags: ConvertFlags = {}): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => convert(input, output, flags, terminal));
}

describe('a trace that is converted', () => {
  it('is written in the format of its extension or of --to, and counted', async () => {
    const [log, asc] = [folder.write('a.log', LOG), folder.path('a.asc')];
    expect(await run(log, asc)).toEqual({ exitCode: 0, out: [], err: [`2 frames to ${asc}`] });
    expect(readFileSync(asc, 'utf8')).toMatch(/1\.010000 1 {2}7BD {13}Rx {3}d 3 02 7E 00/);
    const back = folder.path('back');
    expect(await run(asc, back, { to: 'candump', quiet: true, zero: true })).toEqual({ exitCode: 0, out: [], err: [] });
    expect(readFileSync(back, 'utf8')).toBe('(0.000000) can0 7B5#023E00\n(0.010000) can0 7BD#027E00\n');
    expect(existsSync(`${asc}.partial`)).toBe(false);
  });

  it('is counted as JSON with --json', async () => {
    const { out, err } = await run(folder.write('a.log', LOG), folder.path('a.jsonl'), { json: true });
    expect(err).toEqual([]);
    expect(JSON.parse(out.join('\n'))).toEqual({
      ...{ frames: 2, eventsLeftOut: 0, passedOver: {}, notKept: {}, bad: 0, cutOff: null },
    });
  });

  it('leaves no file if a line cannot be read, or the rest with --skip-bad', async () => {
    const [log, asc] = [folder.write('a.log', `${LOG}nonsense\n`), folder.path('a.asc')];
    const refused = await run(log, asc);
    expect(refused.exitCode).toBe(2);
    expect(refused.err[0]).toMatch(/^error: .*a\.log, line 3: "nonsense" is not a line of this format; expected /);
    expect(refused.err.at(-1)).toBe('hint: no file was written; use --skip-bad to skip these and keep the rest');
    expect([existsSync(asc), existsSync(`${asc}.partial`)]).toEqual([false, false]);
    const kept = await run(log, asc, { skipBad: true });
    expect([kept.exitCode, kept.err[0]?.split(' ')[0], kept.err.at(-1)]).toEqual([0, 'warning:', `2 frames to ${asc}`]);
  });

  it('keeps the file that was there where the new one fails', async () => {
    const asc = folder.write('a.asc', 'mine');
    expect((await run(folder.write('a.log', 'nonsense\n'), asc, { from: 'candump' })).exitCode).toBe(2);
    expect(readFileSync(asc, 'utf8')).toBe('mine');
  });

  it('says what the format cannot hold', async () => {
    const event = '{"timeUs":0,"kind":"stimulus","source":"stimulus","event":"key-touched","key":"A1000001"}\n';
    const frame =
      '{"timeUs":5,"kind":"frame","source":"tool","bus":"can0","id":"7B5","extended":false,"data":"023E00"}\n';
    const { err } = await run(folder.write('a.jsonl', event + frame), folder.path('a.log'));
    expect(err[0]).toBe('left out: 1 event, which the format cannot hold');
  });

  it.each([
    ['a.log', 'a.xyz', {}, ': no known file name extension'],
    ['a.log', 'a.log', {}, 'IN and OUT are the same file'],
    ['a.log', '-', { to: 'candump', json: true }, '--json and the trace cannot both go to standard output'],
  ] as const)('is refused from %s to %s with %j', async (input, output, flags, message) => {
    const { exitCode, err } = await run(input, output, flags);
    expect([exitCode, err[0]]).toEqual([2, expect.stringContaining(message)]);
  });

  it('is refused with --asc-date where the log has no date', async () => {
    const { exitCode, err } = await run(folder.write('a.log', LOG), folder.path('a.blf'), { ascDate: true });
    expect([exitCode, err[0]]).toEqual([2, expect.stringContaining('--asc-date has no effect: ')]);
  });

  it('is refused where the file is not there, or cannot be written', async () => {
    expect((await run(folder.path('none.log'), folder.path('a.asc'))).exitCode).toBe(2);
    const { exitCode, err } = await run(folder.write('a.log', LOG), folder.path('none/a.asc'));
    expect([exitCode, err[1]]).toEqual([5, 'hint: check the name, and that its folder exists']);
  });
});

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('a conversion that %s interrupts', (signal) => {
  const signals = { listeners: new NewSignalListeners() };
  beforeEach(() => {
    signals.listeners = new NewSignalListeners();
  });
  afterEach(() => signals.listeners.remove());

  it('leaves no file, keeps the one that was there, and says so', async () => {
    const input = folder.write('long.log', LOG.repeat(50_000));
    const output = folder.write('a.asc', 'old');
    const end = run(input, output);
    expect(await signals.listeners.begin(end)).toBe(true);
    signals.listeners.send(signal);
    expect(await end).toEqual({
      exitCode: 130,
      out: [],
      err: [`error: interrupted before ${output} was complete`],
    });
    expect([readFileSync(output, 'utf8'), existsSync(`${output}.partial`)]).toEqual(['old', false]);
  });
});
