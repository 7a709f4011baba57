import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runScenarios } from '../../../../../hil/cli/commands/run-action.ts';
import { DEFAULT_REPORT_FOLDER } from '../../../../../hil/cli/commands/run-flags.ts';
import type { RunFlags } from '../../../../../hil/cli/commands/run-flags.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const PASSES = 'name: Passes\ntags: [good]\nsteps: [{ expect: { beeps: { total: 0 } }, rules: [VEH-3] }]\n';
const FAILS = 'name: Fails\nsteps: [{ expect: { beeps: { total: 9 } } }]\n';

const stepSummary = process.env['GITHUB_STEP_SUMMARY'];
beforeEach(() => {
  delete process.env['GITHUB_STEP_SUMMARY'];
});
afterEach(() => {
  if (stepSummary !== undefined) process.env['GITHUB_STEP_SUMMARY'] = stepSummary;
});

interface Ran extends Awaited<ReturnType<typeof ended>> {
  readonly progress: readonly string[];
}

async function run(selection: readonly string[], flags: Partial<RunFlags> = {}): Promise<Ran> {
  const terminal = new KeptTerminal();
  const all: RunFlags = { time: 'virtual', bundle: false, ...flags };
  return { ...(await ended(terminal, () => runScenarios(selection, all, terminal))), progress: terminal.progressLines };
}

describe('scenarios that are run', () => {
  it('are reported one by one, and counted', async () => {
    const path = folder.write('p.yaml', PASSES);
    const { exitCode, out, err, progress } = await run([path]);
    expect([exitCode, err, progress]).toEqual([0, [], ['1 of 1: Passes']]);
    expect(out[0]).toMatch(/^pass .*Passes/);
    expect(out.some((line) => line.includes('1 passed'))).toBe(true);
  });

  it('end with 1 where one fails, with the step and the command that repeats it', async () => {
    const [good, bad] = [folder.write('p.yaml', PASSES), folder.write('f.yaml', FAILS)];
    const { exitCode, out, progress } = await run([bad, good]);
    expect([exitCode, progress]).toEqual([1, ['1 of 2: Fails', '2 of 2, 1 not passed: Passes']]);
    expect(out.join('\n')).toContain('    expected   beeps.total 9\n    got        beeps.total 0\n');
    expect(out.join('\n')).toContain(`npx smartkey run ${bad} --seed 1`);
  });

  it('stop at the first that does not pass with --fail-fast', async () => {
    const [good, bad] = [folder.write('p.yaml', PASSES), folder.write('f.yaml', FAILS)];
    const { exitCode, out } = await run([bad, good], { failFast: true, json: true });
    expect([exitCode, JSON.parse(out.join('\n'))]).toMatchObject([
      1,
      { endedBy: 'fail-fast', notRun: [{ name: 'Passes' }], totals: { fail: 1, pass: 0 }, troubles: [] },
    ]);
  });

  it('have the seed, the repetitions and the tags of the flags', async () => {
    const [good, bad] = [folder.write('p.yaml', PASSES), folder.write('f.yaml', FAILS)];
    const { exitCode, out } = await run([good, bad], { seed: 7, repeat: 2, tag: ['@good'], json: true });
    expect([exitCode, JSON.parse(out.join('\n'))]).toMatchObject([
      0,
      {
        totals: { pass: 2 },
        scenarios: [
          { name: 'Passes', seed: 7 },
          { name: 'Passes', seed: 7 },
        ],
      },
    ]);
  });

  it('are not counted in quarantine, and an entry for none is reported', async () => {
    const bad = folder.write('f.yaml', FAILS);
    const stranger = folder.path('g.yaml');
    const quarantine = folder.write('q.yaml', `${bad}: flutters\n${stranger}: gone\n`);
    const { exitCode, err } = await run([bad], { quarantine });
    expect(exitCode).toBe(0);
    expect(err[0]).toMatch(`quarantine ${quarantine}: no selected scenario matches ${stranger}`);
  });

  it('miss a gate of the rules with 7', async () => {
    const { exitCode, err } = await run([folder.write('p.yaml', PASSES)], { coverageGate: 50, quiet: true });
    expect([exitCode, err.length]).toEqual([7, 1]);
  });

  it('leave reports, and a bundle for each that does not pass', async () => {
    const report = folder.path('r');
    const { exitCode, out } = await run([folder.write('f.yaml', FAILS)], { report, bundle: true });
    expect([exitCode, existsSync(`${report}/index.html`), readdirSync(`${report}/bundles`).length]).toEqual([
      1,
      true,
      1,
    ]);
    expect(out).toContain(`report: ${report}/index.html`);
    expect(DEFAULT_REPORT_FOLDER).toBe('reports');
  });

  it('that pass end with 5 where what was asked for could not be kept', async () => {
    const report = `${folder.write('file', '')}/r`;
    const { exitCode, err } = await run([folder.write('p.yaml', PASSES)], { report });
    expect(exitCode).toBe(5);
    expect(err.at(-1)).toMatch(/^error: .*file\/r cannot be written: ENOTDIR/);
  });
});

describe('scenarios that are not run', () => {
  it.each([
    [[], {}, 4, 'no scenarios selected'],
    [['@keys'], { bus: ['socketcan:can0'] }, 2, 'scenarios cannot run on the bus socketcan:can0'],
    [['@keys'], { bench: 'virtual', bus: ['virtual'] }, 2, '--bus has no effect: the bench names the bus'],
    [['@keys'], { time: 'real' }, 2, '--time real: the bench decides whether time is virtual or real'],
    [['@keys'], { rate: 10 }, 2, '--rate 10: the bench decides how fast time is'],
    [['@keys'], { bench: 'vcan', jobs: 2 }, 2, '--jobs 2: the bench vcan has one bus'],
    [['scenarios/keys/buttons.yaml'], { tag: ['nobody'] }, 4, 'the scenario does not have the tag nobody'],
    [['@keys'], { profile: 'no-such.yaml' }, 2, 'profile not found: "no-such.yaml"'],
    [['@keys'], { quarantine: 'no-such.yaml' }, 2, 'quarantine not found: "no-such.yaml"'],
    [['@nobody'], {}, 4, 'no scenario has the tag "nobody"'],
  ] as const)('%j with %j: exit code %i', async (selection, flags, code, message) => {
    const { exitCode, out, err } = await run(selection, flags);
    expect([exitCode, out, err[0]]).toEqual([code, [], expect.stringContaining(`error: ${message}`)]);
  });

  it('because one of the files is invalid', async () => {
    const wrong = folder.write('wrong.yaml', 'name: Wrong\ntag: [x]\nsteps: [{ touch: master }]\n');
    const { exitCode, err } = await run([folder.write('p.yaml', PASSES), wrong]);
    expect([exitCode, err.at(-1)]).toEqual([2, 'hint: fix these lines; nothing was run']);
  });
});
