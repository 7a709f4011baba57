import { describe, expect, it } from 'vitest';
import { reportedSchema, runInfoSchema } from '../../../../hil/run/reported-schema.ts';
import { BUNDLE, failed, runOf } from '../report/made-results.ts';

const WITH_ALL = failed(
  { exchanges: [{ car: 'car', timeUs: 1, request: '3E 00', response: '7E 00' }], tags: ['x'], rulesCovered: ['KEY-4'] },
  {
    artifacts: [BUNDLE],
    earlier: [{ verdict: 'error', realUs: 1, traceHash: null, why: 'late', artifacts: [BUNDLE] }],
    repetition: { number: 1, of: 2 },
    views: { items: 1, data: 'H4sIAAAA' },
  },
);

describe('a result in a part', () => {
  it('is accepted as a run has it', () => {
    expect(reportedSchema.parse(WITH_ALL)).toEqual(WITH_ALL);
    const { info } = runOf([]);
    expect(runInfoSchema.parse(info)).toEqual(info);
  });

  it('has its files below the folder of the part', () => {
    const isAccepted = (href: string): boolean =>
      reportedSchema.safeParse({ ...WITH_ALL, artifacts: [{ ...BUNDLE, href }] }).success;
    expect(['b', 'bundles/b.bundle', 'traces/..b/c.log', '...'].filter((href) => !isAccepted(href))).toEqual([]);
    const outside = ['', '.', '..', '../b', '/b', 'a/..', 'a/../../b', 'a//b', './b', 'C:b', 'a\\b'];
    expect(outside.filter(isAccepted)).toEqual([]);
  });
});
