import { describe, expect, it } from 'vitest';
import { countAll, countedAs, countsAgainst, numberCounted } from '../../../../hil/report/counted.ts';
import { summaryLines } from '../../../../hil/report/console.ts';
import { ctrfReport } from '../../../../hil/report/ctrf.ts';
import { htmlPage } from '../../../../hil/report/html-page.ts';
import type { PageRun } from '../../../../hil/report/page-data.ts';
import { runJunit } from '../../../../hil/report/run-junit.ts';
import { reportAsData } from '../../../../hil/report/report-as-data.ts';
import { coverageOf, isFlaky, rulesProven } from '../../../../hil/report/run-report.ts';
import { stepSummary } from '../../../../hil/report/step-summary.ts';
import { pageBlock } from '../../../support/page-block.ts';
import { failed, reported, runOf } from './made-results.ts';

const WHY = { quarantine: 'see issue 12' };
const PASSED = { verdict: 'pass', quarantine: null } as const;

describe('what is quarantined', () => {
  it('counts as that alone, passed or not', () => {
    expect(countedAs({ verdict: 'fail', ...WHY })).toBe('quarantined');
    expect(countedAs({ verdict: 'pass', ...WHY })).toBe('quarantined');
    expect(countedAs(PASSED)).toBe('pass');
    expect([PASSED, { ...PASSED, ...WHY }, { verdict: 'error' as const, ...WHY }].map(countsAgainst)).toEqual([
      ...[false, false, false],
    ]);
    expect(countsAgainst({ verdict: 'inconclusive', quarantine: null })).toBe(true);
  });

  it('is a number of its own in totals', () => {
    const totals = countAll([PASSED, { verdict: 'fail', quarantine: null }, { verdict: 'fail', ...WHY }]);
    expect(totals).toEqual({ pass: 1, fail: 1, inconclusive: 0, error: 0, quarantined: 1 });
    expect(numberCounted(totals)).toBe(2);
  });

  it('has the same figures in every report', () => {
    const earlier = [{ verdict: 'fail' as const, realUs: 5, traceHash: null, why: 'too late', artifacts: [] }];
    const results = [
      ...[reported(), failed({ name: 'f' }), failed({ name: 'q' }, WHY)],
      reported({ name: 'qp' }, { ...WHY, earlier }),
    ];
    const report = runOf(results);
    expect(summaryLines(results, (_, text) => text, 'none')[0]).toMatch(/^1 passed, 1 failed, 2 quarantined; /);
    const summary = stepSummary(report);
    expect(summary).toMatch(/^## ❌ smartkey: 1 of 2 scenarios failed\n/);
    expect(summary).toContain('| 1 | 1 | 0 | 0 | 0 | 2 | 0 |');
    expect(reportAsData(report)).toMatchObject({ totals: { pass: 1, fail: 1 }, flaky: 0, quarantined: 2 });
    expect(runJunit(report)).toMatch(/tests="4" failures="1" errors="0" skipped="2"/);
    expect(runJunit(report)).toContain('quarantined (see issue 12): pass');
    expect(ctrfReport(report)).toMatchObject({ results: { summary: { passed: 1, failed: 1, other: 2, flaky: 0 } } });
    expect(results.filter(isFlaky)).toEqual([]);
  });

  it('proves no rule, in no report', () => {
    const results = [
      reported({ name: 'p', rulesCovered: ['KEY-1'] }),
      reported({ name: 'qp', rulesCovered: ['KEY-1', 'RST-4'] }, WHY),
    ];
    const report = runOf(results);
    expect(results.map(rulesProven)).toEqual([['KEY-1'], []]);
    expect(coverageOf(results).filter(({ files }) => files.length > 0)).toMatchObject([{ id: 'KEY-1' }]);
    expect(runJunit(report).match(/name="rules" value="[^"]*"/g)).toEqual(['name="rules" value="KEY-1"']);
    expect(JSON.stringify(ctrfReport(report)).match(/"rules":[^\]]*\]/g)).toEqual(['"rules":["KEY-1"]']);
    const page = pageBlock([...htmlPage(report)].join(''), 'run') as PageRun;
    expect(page.rows.map(({ rules }) => rules)).toEqual([['KEY-1'], []]);
    expect(page.rules.filter(({ rows }) => rows.length > 0)).toMatchObject([{ id: 'KEY-1', rows: [0] }]);
  });
});
