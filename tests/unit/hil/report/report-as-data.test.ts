import { describe, expect, it } from 'vitest';
import { packViews } from '../../../../hil/report/packed-views.ts';
import { reportAsData } from '../../../../hil/report/report-as-data.ts';
import { coverageOf } from '../../../../hil/report/run-report.ts';
import { viewedOf } from '../../../support/viewed-car.ts';
import { BUNDLE, failed, reported, runOf } from './made-results.ts';

const EARLIER = [{ verdict: 'fail' as const, realUs: 5, traceHash: null, why: 'too late', artifacts: [] }];

describe('the results of a run as data', () => {
  it('have totals, what did not run, and each scenario with its cost and its command, without its views', () => {
    const timeline = { car: 'car', endUs: 1, lanes: [], load: { binUs: 1, permille: [], frames: 0 } };
    const views = packViews([viewedOf(timeline)]);
    const report = runOf(
      [
        reported({ rulesCovered: ['KEY-1'] }, { earlier: EARLIER, views }),
        failed({}, { quarantine: 'see later', artifacts: [BUNDLE], repetition: { number: 1, of: 2 } }),
      ],
      { notRun: [{ file: 'n.yaml', name: 'n' }], endedBy: 'fail-fast' },
    );
    const data = reportAsData(report);
    expect(data).toMatchObject({
      info: report.info,
      totals: { pass: 1, fail: 0, inconclusive: 0, error: 0 },
      ...{ flaky: 1, quarantined: 1, coveragePercent: 1, endedBy: 'fail-fast' },
      notRun: [{ file: 'n.yaml', name: 'n' }],
      scenarios: [
        { file: 'a.yaml', verdict: 'pass', realMs: 2, speed: 480_000, flaky: true, earlier: EARLIER, quarantine: null },
        {
          ...{ verdict: 'fail', flaky: false, quarantine: 'see later', artifacts: [BUNDLE] },
          ...{ repetition: { number: 1, of: 2 }, repeat: 'smartkey run a.yaml --seed 3' },
        },
      ],
      rules: coverageOf(report.results),
    });
    expect(JSON.stringify(data)).not.toContain('timelines');
  });

  it('have the verdict of the run and its reasons', () => {
    expect(reportAsData(runOf([reported()]))).toMatchObject({ verdict: 'passed', problems: [], coverageGate: null });
    expect(reportAsData(runOf([reported()], { coverageGate: 99 }))).toMatchObject({
      verdict: 'gate-missed',
      problems: ['coverage gate missed: 0 % of the rules are covered, 99 % required'],
      coverageGate: 99,
    });
  });
});
