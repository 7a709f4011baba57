import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { replay } from '../../../../../hil/cli/commands/replay-action.ts';
import type { ReplayFlags } from '../../../../../hil/cli/commands/replay-flags.ts';
import { PACKAGE_VERSION } from '../../../../../hil/run/run-info.ts';
import { RunRepeater } from '../../../../../hil/explore/failure/repeat-run.ts';
import { runOne } from '../../../../../hil/run/run-one.ts';
import { writeBundle } from '../../../../../hil/run/write-bundle.ts';
import { loadScenario } from '../../../../../hil/scenario/load-scenario.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { foundFailure } from '../../explore/failure/found-failure.ts';

const folder = temporaryFolder();

/** The bundle of a scenario that fails: its folder, and the hash of its events. */
async function bundle(version: string = PACKAGE_VERSION): Promise<{ readonly path: string; readonly hash: string }> {
  const scenario = loadScenario('name: Nine beeps\nsteps: [{ expect: { beeps: { total: 9 } } }]', 'x.yaml');
  const tracePath = folder.path('written.jsonl');
  const task = { scenario, seed: 1, profile: {}, guardUs: null, view: null, tracePath };
  const { result, guardEnd } = await runOne(task);
  const info = { bench: 'virtual', command: 'smartkey run x.yaml', commit: null, node: 'v24.0.0', version };
  const contents = { scenario, result, guardEnd, profile: {}, info, repeat: 'smartkey run x.yaml', tracePath };
  await writeBundle(folder.path('b'), { ...contents, calendarStart: '2019-07-01T08:00:00Z' });
  return { path: folder.path('b'), hash: result.traceHash ?? 'none' };
}

function replayed(path: string, flags: Partial<ReplayFlags> = {}): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => replay(path, flags, terminal));
}

describe('a bundle that is replayed', () => {
  it('is the same run, with the verdict of before', async () => {
    const { path, hash } = await bundle();
    const { exitCode, out, err } = await replayed(path);
    expect([exitCode, err]).toEqual([0, []]);
    expect(out[0]).toBe('Nine beeps, seed 1: fail, as before');
    expect(out.at(-1)).toMatch(new RegExp(`^same: event hash ${hash}, \\d+ events compared$`));
    expect(await replayed(path, { quiet: true })).toEqual({ exitCode: 0, out: [out.at(-1)], err: [] });
    const asJson = await replayed(path, { json: true });
    expect(JSON.parse(asJson.out.join('\n'))).toMatchObject({
      ...{ same: true, verdict: 'fail', traceHash: hash, before: hash, traceIsWhole: true, difference: null },
    });
  });

  it('of an exploration is repeated beside the oracle: 6 once the rule is kept', async () => {
    const { path, hash } = await bundle();
    folder.write('b/exploration.json', JSON.stringify(foundFailure()));
    const { exitCode, out } = await replayed(path);
    expect(exitCode).toBe(6);
    const [conclusion] = out.slice(-2);
    expect(conclusion).toMatch(
      new RegExp(
        `^not the same: RST-1 is no longer broken; the run itself is the same: event hash ${hash}, \\d+ events compared$`,
      ),
    );
    expect(out.at(-1)).toBe('no rule is broken; before, RST-1 was: answer to 31 01 02 01 01');
    const asJson = await replayed(path, { json: true });
    expect(JSON.parse(asJson.out.join('\n'))).toMatchObject({
      ...{ same: false, traceHash: hash, exploration: { before: { rule: 'RST-1' }, now: null } },
    });
  });

  it.each([
    ['another rule is broken, KEY-4', { rule: 'KEY-4' }],
    ['RST-1 is broken in another way', { aspect: 'beeps' }],
  ])('of an exploration says where %s', async (words, change) => {
    const { path, hash } = await bundle();
    const failure = foundFailure();
    folder.write('b/exploration.json', JSON.stringify(failure));
    const violation = { ...failure.violation, ...change };
    const repeat = vi.spyOn(RunRepeater.prototype, 'repeat').mockResolvedValue({ steps: [], violation });
    const { exitCode, out } = await replayed(path, { quiet: true });
    repeat.mockRestore();
    expect(exitCode).toBe(6);
    expect(out[0]).toContain(`not the same: ${words}; the run itself is the same: event hash ${hash}, `);
    expect(out.at(-1)).toBe('  before, RST-1 was broken: answer to 31 01 02 01 01');
  });

  it('of another version says so', async () => {
    const { path } = await bundle('0.0.1');
    expect((await replayed(path)).out).toContain(`  the bundle is of version 0.0.1, this is ${PACKAGE_VERSION}`);
  });

  it.each([
    ['is missing', null, 'the bundle has no trace.jsonl: only the event hash is compared'],
    [
      'is empty',
      0,
      'trace.jsonl of the bundle is empty, or cut off in its first line: only the event hash is compared',
    ],
    ['is cut off at the end of a line', 5, 'trace.jsonl of the bundle is cut off: its first 5 events are compared'],
    ['is cut off within a line', 5.5, 'trace.jsonl of the bundle is cut off: its first 5 events are compared'],
  ])('is the same by its event hash where its trace %s, and says so', async (_what, lines, problem) => {
    const { path } = await bundle();
    const file = `${path}/trace.jsonl`;
    const whole = readFileSync(file, 'utf8').split('\n');
    const kept = whole.slice(0, Math.floor(lines ?? 0)).map((line) => `${line}\n`);
    if (lines === null) rmSync(file);
    else folder.write('b/trace.jsonl', kept.join('') + (Number.isInteger(lines) ? '' : '{"timeUs":'));
    const { exitCode, out } = await replayed(path);
    expect(exitCode).toBe(0);
    expect(out).toContain(`  ${problem}`);
    expect(out.at(-1)).toMatch(/^same: event hash /);
  });

  it('that differs ends with 6, and shows the first difference', async () => {
    const { path, hash } = await bundle();
    const trace = readFileSync(`${path}/trace.jsonl`, 'utf8').split('\n');
    const [first = ''] = trace;
    folder.write('b/trace.jsonl', [first.replace(/"timeUs":\d+/, '"timeUs":1'), ...trace.slice(1)].join('\n'));
    const { exitCode, out } = await replayed(path);
    expect(exitCode).toBe(6);
    expect(out.at(-4)).toBe(
      `not the same: trace.jsonl of the bundle has another event; the run itself is the same: event hash ${hash}`,
    );
    expect(out.slice(-3)).toEqual([
      '  first difference: event 1 of the trace',
      expect.stringMatching(/^ {2}before {2}0\.000001 s {2}/),
      expect.stringMatching(/^ {2}now {5}0\.\d{6} s {2}/),
    ]);
    const asJson = await replayed(path, { json: true });
    expect([asJson.exitCode, JSON.parse(asJson.out.join('\n'))]).toMatchObject([
      6,
      { same: false, difference: { line: 1 } },
    ]);
  });
});
