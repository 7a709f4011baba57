import { describe, expect, it } from 'vitest';
import type { RangeResult } from '../../../../../hil/explore/swarm/group-range.ts';
import { swarmReport, SwarmTotals } from '../../../../../hil/explore/swarm/swarm-totals.ts';
import { foundFailure } from '../failure/found-failure.ts';

const EMPTY: Omit<RangeResult, 'range'> = {
  runs: 5,
  steps: 9,
  vehicleUs: 100,
  hashes: ['aa'],
  failures: [],
  coverage: { 'event|start': 1 },
};

describe('the sum of an exploration', () => {
  it('is the same after each way to add its ranges', () => {
    const first = { ...EMPTY, range: { from: 0, to: 1 } };
    const second = { ...EMPTY, range: { from: 1, to: 2 }, hashes: ['bb'], coverage: { 'event|end': 2 } };
    const totals = new SwarmTotals();
    totals.add(first);
    expect(totals.report(3)).toMatchObject({ groups: 1, runs: 5 });
    totals.add(second);
    expect(totals.report(3)).toEqual(swarmReport(3, [second, first]));
    // SHA-256 of "aabb".
    expect(totals.report(3)).toMatchObject({
      ...{ seed: 3, groups: 2, runs: 10, steps: 18, vehicleUs: 200, failedRuns: 0, causes: [] },
      hash: '486b34250bd4400c0aa90516fce9a9c0633a922eb40d0828cf299bc4e825acf4',
      coverage: { 'event|end': 2, 'event|start': 1 },
    });
  });

  it('has each cause once, in the order in which they were found, with the first of the shortest failures', () => {
    const one = foundFailure();
    const longer = { ...one, steps: [...one.steps, ...one.steps] };
    const later = { ...one, group: 9 };
    const other = { ...one, cause: 'KEY-2: slots' };
    const range = { from: 0, to: 1 };
    const { failedRuns, causes } = swarmReport(3, [{ ...EMPTY, range, failures: [longer, other, one, later] }]);
    expect(failedRuns).toBe(4);
    expect(causes.map(({ cause, count, shortest }) => [cause, count, shortest.group])).toEqual([
      ['RST-1: answer to 31 01 02 01 01', 3, 3],
      ['KEY-2: slots', 1, 3],
    ]);
  });
});
