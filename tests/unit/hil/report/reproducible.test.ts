import { describe, expect, it } from 'vitest';
import { reproducibleReport } from '../../../../hil/report/reproducible.ts';
import { failed, reported, runOf } from './made-results.ts';

describe('a reproducible report', () => {
  it('has vehicle time in place of real time, and no wall clock', () => {
    const attempt = { verdict: 'fail', realUs: 77, traceHash: null, why: 'late', artifacts: [] } as const;
    const report = reproducibleReport(runOf([reported({}, { earlier: [attempt] }), failed({ durationUs: 0 })]));
    expect(report.results.map(({ realUs }) => realUs)).toEqual([960_000_000, 1]);
    expect(report.results[0]?.earlier).toEqual([{ ...attempt, realUs: 960_000_000 }]);
    expect(report.info).toMatchObject({ startedAt: '1970-01-01T00:00:00.000Z', jobs: 1, durationMs: 960_000.001 });
    expect(reproducibleReport(report)).toEqual(report);
  });
});
