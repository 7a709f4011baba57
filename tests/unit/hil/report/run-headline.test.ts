import { describe, expect, it } from 'vitest';
import { ctrfReport } from '../../../../hil/report/ctrf.ts';
import { htmlPage } from '../../../../hil/report/html-page.ts';
import type { PageRun } from '../../../../hil/report/page-data.ts';
import { problemsBeside, runHeadline } from '../../../../hil/report/run-headline.ts';
import { runJunit } from '../../../../hil/report/run-junit.ts';
import type { RunReport } from '../../../../hil/report/run-report.ts';
import { stepSummary } from '../../../../hil/report/step-summary.ts';
import { pageBlock } from '../../../support/page-block.ts';
import { failed, reported, runOf } from './made-results.ts';

const DIFFERING = ['aa', 'bb'].map((traceHash, index) =>
  reported({ traceHash }, { repetition: { number: index + 1, of: 2 } }),
);
const DIFFERS = 'not deterministic: the repetitions of "A name" have different event hashes';
const GATE = 'coverage gate missed: 0 % of the rules are covered, 99 % required';
const inconclusive = failed({ verdict: 'inconclusive' });
const broken = failed({ verdict: 'error' });
const notRun = [{ file: 'b.yaml', name: 'B' }];

describe('the headline of a run', () => {
  it.each<[RunReport, verdict: string, text: string]>([
    [runOf([reported(), reported()]), 'pass', '2 of 2 scenarios passed'],
    [runOf([reported(), failed(), broken]), 'fail', '1 of 3 scenarios failed'],
    [runOf([reported(), broken, inconclusive]), 'error', 'the bench failed in 1 of 3 scenarios'],
    [runOf([reported(), inconclusive], { coverageGate: 99 }), 'inconclusive', '1 of 2 scenarios inconclusive'],
    [runOf([...DIFFERING, inconclusive], { coverageGate: 99 }), 'fail', DIFFERS],
    [runOf([reported()], { coverageGate: 99 }), 'fail', GATE],
    [runOf([reported()], { notRun, endedBy: 'interrupt' }), 'inconclusive', 'interrupted: 1 not run'],
    [
      runOf([failed(), broken], { notRun, endedBy: 'interrupt' }),
      ...(['inconclusive', 'interrupted: 1 not run, 1 of 2 scenarios failed'] as const),
    ],
    [runOf([]), 'inconclusive', 'nothing was run'],
    [runOf([failed({}, { quarantine: 'see issue 12' })]), 'inconclusive', 'nothing counted, 1 quarantined'],
  ])('%# follows its verdict', (report, verdict, text) => {
    expect(runHeadline(report)).toEqual({ verdict, text });
  });

  it('leaves further problems to the lines beside it', () => {
    expect(problemsBeside(runOf([reported()], { coverageGate: 99 }))).toEqual([]);
    expect(problemsBeside(runOf(DIFFERING, { coverageGate: 99 }))).toEqual([GATE]);
    expect(problemsBeside(runOf([failed()], { coverageGate: 99 }))).toEqual([GATE]);
  });
});

describe('every report of a run that fails although its scenarios pass says so', () => {
  it.each([
    [runOf([reported()], { coverageGate: 99 }), [GATE], 'gate-missed'],
    [runOf(DIFFERING, { coverageGate: 99 }), [DIFFERS, GATE], 'not-deterministic'],
  ] as const)('%#', (report, problems, verdict) => {
    const summary = stepSummary(report);
    expect(summary).toMatch(/^## ❌ smartkey: /);
    const xml = runJunit(report);
    expect(xml).toContain(`failures="${problems.length}"`);
    expect(xml).toContain(`name="verdict" value="${verdict}"`);
    const page = [...htmlPage(report)].join('');
    const run = pageBlock(page, 'run') as PageRun;
    expect(run.headline).toEqual({ verdict: 'fail', text: problems[0] });
    expect([run.headline.text, ...run.problems]).toEqual(problems);
    const noScript = /<noscript>([^]*)<\/noscript>/.exec(page)?.[1];
    for (const problem of problems) {
      expect(summary.split(problem)).toHaveLength(2);
      expect(xml.replaceAll('&quot;', '"')).toContain(`<failure message="${problem}">`);
      expect(noScript).toContain(problem);
    }
    const ctrf = ctrfReport(report);
    expect(ctrf).toMatchObject({ results: { summary: { failed: problems.length } } });
    expect(ctrf).toMatchObject({ results: { environment: { extra: { verdict } } } });
    expect(JSON.stringify(ctrf)).toContain(JSON.stringify(GATE));
  });
});
