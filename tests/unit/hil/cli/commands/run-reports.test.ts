import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkReportFolder, leaveReports } from '../../../../../hil/cli/commands/run-reports.ts';
import type { RunFlags } from '../../../../../hil/cli/commands/run-flags.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { reported, runOf } from '../../report/made-results.ts';

const folder = temporaryFolder();
const STEP_SUMMARY = 'GITHUB_STEP_SUMMARY';
const FLAGS: RunFlags = { time: 'virtual' };
const RUN = runOf([reported()]);

let given: string | undefined;
beforeEach(() => {
  given = process.env[STEP_SUMMARY];
  delete process.env['GITHUB_STEP_SUMMARY'];
});
afterEach(() => {
  if (given === undefined) delete process.env['GITHUB_STEP_SUMMARY'];
  else process.env[STEP_SUMMARY] = given;
});

describe('the folder for reports', () => {
  it('is made where it is not there, and none is needed without a report', async () => {
    const terminal = new KeptTerminal();
    expect(await checkReportFolder(undefined, terminal)).toEqual([]);
    expect(await checkReportFolder(folder.path('a/b'), terminal)).toEqual([]);
    expect([existsSync(folder.path('a/b')), terminal.errLines]).toEqual([true, []]);
  });

  it('that cannot be written to is reported before the run, which goes on', async () => {
    const terminal = new KeptTerminal();
    const file = folder.write('file', '');
    const [trouble, ...others] = await checkReportFolder(`${file}/reports`, terminal);
    expect(trouble).toMatch(
      /cannot be written: ENOTDIR.*a file with the name of the folder exists.*; the flag is --report\)$/,
    );
    expect(others).toEqual([]);
    expect(terminal.errLines).toEqual(['cannot write the report; the run continues, and its results are shown here']);
  });
});

describe('the reports of a run', () => {
  it('are not written unless requested', async () => {
    expect(await leaveReports(RUN, FLAGS, new KeptTerminal())).toEqual([]);
  });

  it('are all written, and the page is named', async () => {
    const terminal = new KeptTerminal();
    const [report, summary] = [folder.path('r'), folder.path('s.md')];
    expect(await leaveReports(RUN, { ...FLAGS, report, summary }, terminal)).toEqual([]);
    expect(terminal.outLines).toEqual([`report: ${report}/index.html`]);
    for (const name of ['index.html', 'junit.xml', 'ctrf.json', 'results.json', 'summary.md']) {
      expect(existsSync(`${report}/${name}`), name).toBe(true);
    }
    expect(readFileSync(summary, 'utf8')).toBe(readFileSync(`${report}/summary.md`, 'utf8'));
  });

  it('are written without a word with --json or --quiet', async () => {
    for (const flag of [{ json: true }, { quiet: true }]) {
      const terminal = new KeptTerminal();
      await leaveReports(RUN, { ...FLAGS, ...flag, report: folder.path('r') }, terminal);
      expect(terminal.outLines).toEqual([]);
    }
  });

  it('are added to the summary of a CI step', async () => {
    const step = folder.write('step.md', 'before\n');
    process.env[STEP_SUMMARY] = step;
    expect(await leaveReports(RUN, FLAGS, new KeptTerminal())).toEqual([]);
    expect(readFileSync(step, 'utf8')).toMatch(/^before\n## ✅ smartkey: 1 of 1 scenario passed\n/);
  });

  it('name each that cannot be written, and write the others', async () => {
    const report = folder.path('r');
    const summary = folder.path('none/s.md');
    const troubles = await leaveReports(RUN, { ...FLAGS, report, summary }, new KeptTerminal());
    expect(troubles).toEqual([
      expect.stringMatching(/none\/s\.md cannot be written: ENOENT.*create its folder.*--summary\)$/),
    ]);
    expect(existsSync(`${report}/index.html`)).toBe(true);
    process.env[STEP_SUMMARY] = folder.path('.');
    expect(await leaveReports(RUN, FLAGS, new KeptTerminal())).toEqual([
      expect.stringMatching(/EISDIR.*\(it is a folder: name a file in it; the variable is GITHUB_STEP_SUMMARY\)$/),
    ]);
  });
});
