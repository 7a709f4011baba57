import { describe, expect, it } from 'vitest';

import { endLines, scenarioLines, summaryLines, type Style } from '../../../../hil/report/console.ts';
import { reportAsData } from '../../../../hil/report/report-as-data.ts';
import { coverageOf } from '../../../../hil/report/run-report.ts';
import type { ScenarioResult } from '../../../../hil/scenario/result.ts';
import { BUNDLE, failed, reported, runOf, STEP } from './made-results.ts';

const plain: Style = (_style, text) => text;

describe('console report', () => {
  it('shows verdict, name and vehicle time of a passed scenario in one line of the terminal’s width', () => {
    for (const columns of [60, 80, 100]) {
      const lines = scenarioLines(reported({}), plain, columns);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^pass +A name +960\.00 s$/);
      expect(lines[0]).toHaveLength(columns - 1);
    }
    const [cut = ''] = scenarioLines(reported({ name: 'A name that is longer than the line' }), plain, 55);
    expect(cut).toBe('pass         A name that is longer than th…   960.00 s');
  });

  it('shows where, what, expected, got, when, the last requests and the command of a failed one', () => {
    const exchange = (n: number): ScenarioResult['exchanges'][number] => ({
      car: 'car',
      timeUs: n,
      request: `3E 0${n}`,
      response: '7E 00',
    });
    const exchanges = [1, 2, 3, 4, 5, 6].map(exchange);
    const text = scenarioLines(reported({ verdict: 'fail', steps: [STEP], exchanges }), plain, 100).join('\n');
    expect(text).toContain('a.yaml:12  touch master  (too late)');
    expect(text).toContain('expected   reaction kept');
    expect(text).toContain('got        reaction none');
    expect(text).toContain('when       1.500001 s');
    expect(text).toContain('rules      KEY-4');
    expect(text).toContain('0.000006 s  3E 06  ->  7E 00');
    expect(text).not.toContain('3E 01');
    expect(text).toContain('re-run     smartkey run a.yaml --seed 3');
  });

  it('ends with the rules that passed scenarios cover, and the totals', () => {
    const all = [
      reported({ rulesCovered: ['RST-1'] }),
      reported({ file: 'b.yaml', rulesCovered: ['RST-1', 'KEY-2'] }),
      reported({ verdict: 'fail', steps: [STEP] }),
    ];
    const lines = summaryLines(all, plain, 'table');
    expect(lines).toContain('Rules covered: 2 of 59 (3 % of those that can be tested from outside)');
    expect(lines.findIndex((line) => line.includes('KEY-2'))).toBeLessThan(
      lines.findIndex((line) => /RST-1 +2 scenarios/.test(line)),
    );
    expect(lines.at(-1)).toBe('2 passed, 1 failed; 2880 s of vehicle time in 0.01 s, 480,000 × real time');
    expect(summaryLines(all, plain, 'none')).toHaveLength(1);
    expect(summaryLines(all, plain, 'count').slice(0, 2)).toEqual([
      '',
      'Rules covered: 2 of 59 (3 % of those that can be tested from outside); list them with --rules',
    ]);
  });

  it('counts a rule only by scenarios that passed', () => {
    const [covered] = coverageOf([reported({ rulesCovered: ['KEY-1'] })]);
    expect(covered).toMatchObject({ id: 'KEY-1', files: ['a.yaml'] });
  });

  it('gives all of it as data', () => {
    expect(reportAsData(runOf([reported()]))).toMatchObject({
      totals: { pass: 1, fail: 0, inconclusive: 0, error: 0 },
      scenarios: [{ file: 'a.yaml', seed: 3, realMs: 2, speed: 480_000, repeat: 'smartkey run a.yaml --seed 3' }],
    });
  });

  it('never hides a retry: a pass at the second attempt is flaky, and the first attempt is reported', () => {
    const earlier = [
      {
        verdict: 'fail' as const,
        realUs: 5,
        traceHash: null,
        why: 'a.yaml:12 touch master: too late',
        artifacts: [BUNDLE],
      },
    ];
    const lines = scenarioLines(reported({}, { earlier }), plain, 100).join('\n');
    expect(lines).toContain('flaky      passed at attempt 2');
    expect(lines).toContain(
      'attempt 1  fail: a.yaml:12 touch master: too late\n    bundle     npx smartkey replay reports/b.bundle',
    );
    expect(summaryLines([reported({}, { earlier })], plain, 'none')[0]).toMatch(/^1 passed, 1 flaky; /);
  });

  it('shows why a failure is quarantined, and the bundle it has left', () => {
    const artifacts = [{ kind: 'bundle' as const, path: 'reports/bundles/a.bundle', href: 'bundles/a.bundle' }];
    const lines = scenarioLines(failed({}, { quarantine: 'see issue 12', artifacts }), plain, 100).join('\n');
    expect(lines).toContain('quarantined  see issue 12; it is not counted');
    expect(lines).toContain('bundle     npx smartkey replay reports/bundles/a.bundle');
    const odd = [{ kind: 'bundle' as const, path: '-r/a.bundle', href: 'a.bundle' }];
    expect(scenarioLines(failed({}, { artifacts: odd }), plain, 100).join('\n')).toContain('replay ./-r/a.bundle');
  });

  it('says at the end what did not run, which repetitions differ, and that the coverage is missed', () => {
    const notRun = [{ file: 'b.yaml', name: 'B' }];
    const twice = ['1', '2'].map((traceHash, index) =>
      reported({ traceHash }, { repetition: { number: index + 1, of: 2 } }),
    );
    expect(endLines(runOf(twice, { notRun, endedBy: 'interrupt', coverageGate: 80 }))).toEqual([
      'interrupted: 1 not run',
      'not deterministic: the repetitions of "A name" have different event hashes',
      'coverage gate missed: 0 % of the rules are covered, 80 % required',
    ]);
    expect(endLines(runOf([reported()], { coverageGate: 0 }))).toEqual([]);
  });
});
