import { describe, expect, it } from 'vitest';

import { runProblems, runVerdict } from '../../../../hil/report/verdict-policy.ts';
import { failed, reported, runOf } from './made-results.ts';

const inconclusive = failed({ verdict: 'inconclusive' });
const broken = failed({ verdict: 'error' });

describe('the verdict of a run', () => {
  it('is the worst there is: a failure before a bench error before an open question', () => {
    expect(runVerdict(runOf([reported(), inconclusive, broken, failed()]))).toBe('failed');
    expect(runVerdict(runOf([reported(), inconclusive, broken]))).toBe('bench-error');
    expect(runVerdict(runOf([reported(), inconclusive]))).toBe('inconclusive');
    expect(runVerdict(runOf([reported()]))).toBe('passed');
  });

  it('does not count what is quarantined', () => {
    const quarantined = failed({}, { quarantine: 'flutters' });
    expect(runVerdict(runOf([reported(), quarantined]))).toBe('passed');
    expect(runVerdict(runOf([broken, quarantined]))).toBe('bench-error');
  });

  it('passes a flaky scenario: it is counted and shown, not failed', () => {
    const earlier = [{ verdict: 'fail' as const, realUs: 1, traceHash: null, why: 'late', artifacts: [] }];
    expect(runVerdict(runOf([reported({}, { earlier })]))).toBe('passed');
  });

  it('of an interrupted run is interrupted, whatever passed until then', () => {
    expect(runVerdict(runOf([reported(), failed()], { endedBy: 'interrupt' }))).toBe('interrupted');
  });

  it('misses the gate only below the percent asked for, and only where all else is well', () => {
    const half = reported({ rulesCovered: ['KEY-1', 'KEY-2', 'KEY-3'] });
    expect(runVerdict(runOf([half], { coverageGate: 5 }))).toBe('passed');
    expect(runVerdict(runOf([half], { coverageGate: 6 }))).toBe('gate-missed');
    expect(runVerdict(runOf([half, failed()], { coverageGate: 6 }))).toBe('failed');
  });

  it('is not deterministic where repetitions of one seed have different traces', () => {
    const turn = (number: number, traceHash: string, seed = 3): ReturnType<typeof reported> =>
      reported({ traceHash, seed }, { repetition: { number, of: 2 } });
    expect(runVerdict(runOf([turn(1, 'aa'), turn(2, 'aa')]))).toBe('passed');
    expect(runVerdict(runOf([turn(1, 'aa'), turn(2, 'bb')]))).toBe('not-deterministic');
    expect(runVerdict(runOf([turn(1, 'aa', 1), turn(2, 'bb', 2)]))).toBe('passed');
  });

  it('asks no two runs in real time to be the same', () => {
    const turns = ['aa', 'bb'].map((traceHash, index) =>
      reported({ traceHash }, { repetition: { number: index + 1, of: 2 } }),
    );
    const { info, ...rest } = runOf(turns);
    expect(runVerdict({ ...rest, info: { ...info, bench: 'vcan' } })).toBe('passed');
  });

  it('ranks repetitions that differ above inconclusive, and that above a missed gate, and names both problems', () => {
    const differing = ['aa', 'bb'].map((traceHash, index) =>
      reported({ traceHash }, { repetition: { number: index + 1, of: 2 } }),
    );
    const gated = { coverageGate: 80 };
    expect(runVerdict(runOf([...differing, inconclusive], gated))).toBe('not-deterministic');
    expect(runVerdict(runOf([reported(), inconclusive], gated))).toBe('inconclusive');
    expect(runProblems(runOf(differing, gated))).toEqual([
      {
        kind: 'not-deterministic',
        text: 'not deterministic: the repetitions of "A name" have different event hashes',
      },
      { kind: 'gate-missed', text: 'coverage gate missed: 0 % of the rules are covered, 80 % required' },
    ]);
  });
});
