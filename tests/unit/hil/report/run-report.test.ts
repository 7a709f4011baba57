import { describe, expect, it } from 'vitest';
import {
  coverageOf,
  coveragePercent,
  isFlaky,
  speedOf,
  totalsOf,
  uniqueNames,
  visibleRules,
  whyOf,
} from '../../../../hil/report/run-report.ts';
import { RULE_IDS } from '../../../../hil/scenario/rules.ts';
import { failed, reported, STEP } from './made-results.ts';

const EARLIER = [{ verdict: 'fail' as const, realUs: 5, traceHash: null, why: 'too late', artifacts: [] }];

describe('the results of a run', () => {
  it('are counted by their verdicts', () => {
    const results = [
      reported(),
      reported(),
      failed(),
      failed({ verdict: 'error' }),
      failed({ verdict: 'inconclusive' }),
    ];
    expect(totalsOf(results)).toEqual({ pass: 2, fail: 1, inconclusive: 1, error: 1, quarantined: 0 });
    expect(totalsOf([])).toEqual({ pass: 0, fail: 0, inconclusive: 0, error: 0, quarantined: 0 });
  });

  it('are flaky where a pass was not the first attempt', () => {
    expect(isFlaky(reported())).toBe(false);
    expect(isFlaky(reported({}, { earlier: EARLIER }))).toBe(true);
    expect(isFlaky(failed({}, { earlier: EARLIER }))).toBe(false);
  });

  it.each([
    [960_000_000, 2_000, 480_000],
    [1_000_000, 300_000, 3],
    [5_000, 0, 5_000],
  ])('of %i us of vehicle time in %i us have a speed of %i', (durationUs, realUs, speed) => {
    expect(speedOf(reported({ durationUs }, { realUs }))).toBe(speed);
  });

  it('say in one line where they ended before their time', () => {
    expect(whyOf({ steps: [] })).toBe('');
    expect(whyOf({ steps: [{ ...STEP, verdict: 'pass' }] })).toBe('');
    expect(whyOf({ steps: [{ ...STEP, verdict: 'pass' }, STEP, { ...STEP, verdict: 'skipped' }] })).toBe(
      'a.yaml:12 touch master: expected reaction kept, got reaction none',
    );
    expect(whyOf({ steps: [{ ...STEP, expected: null, got: null }] })).toBe(
      'a.yaml:12 touch master: expected nothing, got nothing',
    );
  });
});

describe('the coverage of rules', () => {
  it('has all rules in order, each with the files that passed and exercise it, each once', () => {
    const coverage = coverageOf([
      reported({ file: 'a.yaml', rulesCovered: ['KEY-1', 'RST-1'] }),
      reported({ file: 'a.yaml', rulesCovered: ['KEY-1'] }),
      reported({ file: 'b.yaml', rulesCovered: ['KEY-1'] }),
    ]);
    expect(coverage.map(({ id }) => id)).toEqual(RULE_IDS);
    expect(coverage[0]).toMatchObject({ id: 'KEY-1', files: ['a.yaml', 'b.yaml'], unseen: null });
    expect(coverage.find(({ id }) => id === 'RST-1')?.files).toEqual(['a.yaml']);
    expect(coverage.filter(({ files }) => files.length > 0)).toHaveLength(2);
  });

  it('does not count a rule that cannot be seen from outside', () => {
    const visible = visibleRules(coverageOf([])).map(({ id }) => id);
    expect(RULE_IDS.filter((id) => !visible.includes(id))).toEqual(['DLR-8']);
    expect(coveragePercent([reported({ rulesCovered: ['DLR-8'] })])).toBe(0);
    expect(coveragePercent([reported({ rulesCovered: RULE_IDS.filter((id) => id !== 'DLR-8') })])).toBe(100);
  });

  it('is rounded down: one rule is left', () => {
    expect(coveragePercent([reported({ rulesCovered: RULE_IDS.slice(1) })])).toBe(98);
  });
});

describe('the names of results', () => {
  it('are their own, with the repetition, and with the file where two scenarios share one', () => {
    const repetition = (number: number): { number: number; of: number } => ({ number, of: 2 });
    expect(
      uniqueNames([
        reported({ name: 'Once' }),
        reported({ name: 'Twice' }, { repetition: repetition(1) }),
        reported({ name: 'Twice' }, { repetition: repetition(2) }),
        reported({ name: 'Same', file: 'x.yaml' }),
        reported({ name: 'Same', file: 'y.yaml' }),
        reported({ name: 'Same', file: 'y.yaml' }),
        reported({ name: 'Same', file: 'y.yaml' }),
      ]),
    ).toEqual([
      ...['Once', 'Twice (1 of 2)', 'Twice (2 of 2)'],
      ...['Same [x.yaml]', 'Same [y.yaml]', 'Same [y.yaml] #2', 'Same [y.yaml] #3'],
    ]);
  });
});
