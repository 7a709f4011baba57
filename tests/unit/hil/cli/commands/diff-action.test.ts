import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diff, type DiffFlags } from '../../../../../hil/cli/commands/diff-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const REQUEST = '(1.000000) can0 7B5#023E00\n';
const RESPONSE = '(1.010000) can0 7BD#027E00\n';

async function run(one: string, other: string, flags: DiffFlags = {}): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  const paths = [folder.write('one.log', one), folder.write('other.log', other)] as const;
  const { exitCode, out, err } = await ended(terminal, () => diff(...paths, flags, terminal));
  const short = (line: string): string => line.replaceAll(`${folder.path('.')}/`, '');
  return { exitCode, out: out.map(short), err: err.map(short) };
}

describe('the difference of two traces', () => {
  it('is empty if they are equal within the tolerance', async () => {
    expect(await run(REQUEST + RESPONSE, REQUEST + RESPONSE)).toEqual({
      exitCode: 0,
      out: ['no difference in 2 records'],
      err: [],
    });
    const later = '(1.010900) can0 7BD#027E00\n';
    expect((await run(REQUEST + RESPONSE, REQUEST + later, { toleranceUs: 900 })).exitCode).toBe(0);
    expect((await run(REQUEST + RESPONSE, REQUEST + later, { toleranceUs: 899 })).exitCode).toBe(1);
    expect((await run(REQUEST + RESPONSE, REQUEST + later, { toleranceMs: 0.9 })).exitCode).toBe(0);
  });

  it.each([
    ['a time', '(1.010900) can0 7BD#027E00\n', 'the same happens 900 µs later in other.log'],
    ['an earlier time', '(1.009000) can0 7BD#027E00\n', 'the same happens 1000 µs sooner in other.log'],
    ['another frame', '(1.010000) can0 7BD#037F3E11\n', 'something else happens'],
    ['the end', '', 'other.log ends where one.log goes on'],
    ['more', `${RESPONSE}(2.000000) can0 7B5#023E00\n`, 'one.log ends where other.log goes on'],
  ])('is named by its kind: %s', async (_what, second, headline) => {
    const { exitCode, out } = await run(REQUEST + RESPONSE, REQUEST + second);
    expect(exitCode).toBe(1);
    expect(out[0]).toMatch(/^first difference after \d+ records?: /);
    expect(out[0]).toContain(headline);
  });

  it('is shown with what was before it, and both sides', async () => {
    const { out } = await run(REQUEST + RESPONSE, `${REQUEST}(1.010000) can0 7BD#037F3E11\n`);
    expect(out).toEqual([
      'first difference after 1 record: something else happens',
      '        1.000000 s  can0: 7B5#023E00  request on generic: tester present',
      '-       1.010000 s  can0: 7BD#027E00  response on generic: 7E 00',
      '+       1.010000 s  can0: 7BD#037F3E11  response on generic: 7F 3E 11',
    ]);
  });

  it('is one object with --json', async () => {
    const same = await run(REQUEST, REQUEST, { json: true });
    expect(JSON.parse(same.out.join('\n'))).toEqual({ same: true, compared: 1, renamedBuses: {} });
    const { exitCode, out } = await run(REQUEST + RESPONSE, REQUEST, { json: true });
    expect([exitCode, JSON.parse(out.join('\n'))]).toEqual([
      1,
      {
        same: false,
        compared: 1,
        renamedBuses: {},
        kind: 'shorter',
        before: ['      1.000000 s  can0: 7B5#023E00  request on generic: tester present'],
        first: ['      1.010000 s  can0: 7BD#027E00  response on generic: 7E 00'],
        second: [],
      },
    ]);
  });

  it('counts each from its earliest frame with --zero', async () => {
    const shifted = '(8.000000) can0 7B5#023E00\n(8.010000) can0 7BD#027E00\n';
    expect((await run(REQUEST + RESPONSE, shifted)).exitCode).toBe(1);
    expect((await run(REQUEST + RESPONSE, shifted, { zero: true })).exitCode).toBe(0);
  });

  it('of folders is that of their traces', async () => {
    for (const name of ['a', 'b']) {
      mkdirSync(folder.path(name));
      folder.write(`${name}/trace.jsonl`, '');
    }
    const terminal = new KeptTerminal();
    const { out } = await ended(terminal, () => diff(folder.path('a'), folder.path('b'), {}, terminal));
    expect(out).toEqual(['no difference in 0 records']);
  });

  it('is refused for a line that cannot be read, and for two tolerances', async () => {
    const bad = await run(REQUEST, `${REQUEST}nonsense\n`);
    expect([bad.exitCode, bad.err[0]]).toEqual([
      2,
      'error: other.log, line 2: "nonsense" is not a line of this format',
    ]);
    expect(await run('', '', { toleranceMs: 1, toleranceUs: 1 })).toEqual({
      exitCode: 2,
      out: [],
      err: ['error: --tolerance-ms and --tolerance-us are both given', 'hint: give one of them'],
    });
  });
});
