import { describe, expect, it } from 'vitest';

import { scenarioLines, summaryLines, type Style } from '../../../../hil/report/console.ts';
import { coverageOf, reportAsData, type ReportedResult } from '../../../../hil/report/run-report.ts';
import type { ScenarioResult, StepResult } from '../../../../hil/scenario/result.ts';

const plain: Style = (_style, text) => text;

const STEP: StepResult = {
  index: 0,
  file: 'a.yaml',
  line: 12,
  phase: 'steps',
  car: 'car',
  what: 'touch master',
  note: 'too late',
  rules: ['KEY-4'],
  startUs: 1_000_000,
  endUs: 1_500_001,
  verdict: 'fail',
  expected: 'reaction kept',
  got: 'reaction none',
};

function reported(part: Partial<ScenarioResult>): ReportedResult {
  const result: ScenarioResult = {
    file: 'a.yaml',
    variant: null,
    name: 'A name',
    tags: [],
    seed: 3,
    verdict: 'pass',
    durationUs: 960_000_000,
    traceHash: null,
    steps: [],
    rulesCovered: [],
    exchanges: [],
    ...part,
  };
  return { result, realUs: 2_000, repeat: 'smartkey run a.yaml --seed 3' };
}

describe('console report', () => {
  it('shows verdict, name, vehicle time and speed of a passed scenario in one line', () => {
    const lines = scenarioLines(reported({}), plain);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^pass +A name +960\.00 s {2}480,000 × real time$/);
  });

  it('shows where, what, expected, got, when, the last requests and the command of a failed one', () => {
    const exchange = (n: number): ScenarioResult['exchanges'][number] => ({
      car: 'car',
      timeUs: n,
      request: `3E 0${n}`,
      response: '7E 00',
    });
    const exchanges = [1, 2, 3, 4, 5, 6].map(exchange);
    const text = scenarioLines(reported({ verdict: 'fail', steps: [STEP], exchanges }), plain).join('\n');
    expect(text).toContain('a.yaml:12  touch master  (too late)');
    expect(text).toContain('expected   reaction kept');
    expect(text).toContain('got        reaction none');
    expect(text).toContain('when       1.500001 s');
    expect(text).toContain('rules      KEY-4');
    expect(text).toContain('0.000006 s  3E 06  ->  7E 00');
    expect(text).not.toContain('3E 01');
    expect(text).toContain('again      smartkey run a.yaml --seed 3');
  });

  it('ends with the rules that passed scenarios cover, and the totals', () => {
    const all = [
      reported({ rulesCovered: ['RST-1'] }),
      reported({ file: 'b.yaml', rulesCovered: ['RST-1', 'KEY-2'] }),
      reported({ verdict: 'fail', steps: [STEP] }),
    ];
    const lines = summaryLines(all, plain, true);
    expect(lines).toContain('Rules covered: 2 of 60');
    expect(lines.findIndex((line) => line.includes('KEY-2'))).toBeLessThan(
      lines.findIndex((line) => /RST-1 +2 scenarios/.test(line)),
    );
    expect(lines.at(-1)).toBe('2 passed, 1 failed; 2880 s of vehicle time in 0.01 s');
    expect(summaryLines(all, plain, false)).toHaveLength(1);
  });

  it('counts a rule only by scenarios that passed', () => {
    const [covered] = coverageOf([reported({ rulesCovered: ['KEY-1'] })]);
    expect(covered).toMatchObject({ id: 'KEY-1', files: ['a.yaml'] });
  });

  it('gives all of it as data', () => {
    expect(reportAsData([reported({})])).toMatchObject({
      totals: { pass: 1, fail: 0, inconclusive: 0, error: 0 },
      scenarios: [{ file: 'a.yaml', seed: 3, realMs: 2, speed: 480_000, repeat: 'smartkey run a.yaml --seed 3' }],
    });
  });
});
