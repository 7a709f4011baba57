import { describe, expect, it } from 'vitest';
import { isRangeResult, rangeResult } from '../../../../../hil/explore/swarm/group-range.ts';
import type { GroupResult, SwarmFailure } from '../../../../../hil/explore/swarm/run-group.ts';
import { swarmReport } from '../../../../../hil/explore/swarm/swarm-totals.ts';

function group(number: number): GroupResult {
  const coverage = { 'event|start': 1, [`event|${number}`]: 2 };
  return { group: number, runs: 5, steps: number, vehicleUs: 10, hash: `hash ${number}`, failures: [], coverage };
}

describe('ranges of groups', () => {
  it('that are put together equal the exploration in one piece', () => {
    const groups = [0, 1, 2, 3].map(group);
    const whole = swarmReport(7, [rangeResult({ from: 0, to: 4 }, groups)]);
    const first = rangeResult({ from: 0, to: 1 }, groups.slice(0, 1));
    const second = rangeResult({ from: 1, to: 4 }, groups.slice(1).toReversed());
    expect(swarmReport(7, [second, first])).toEqual(whole);
    expect(whole).toMatchObject({ seed: 7, groups: 4, runs: 20, steps: 6, vehicleUs: 40 });
    expect(whole.coverage).toEqual({ 'event|0': 2, 'event|1': 2, 'event|2': 2, 'event|3': 2, 'event|start': 4 });
  });

  it('are recognized by their form', () => {
    expect(isRangeResult(JSON.parse(JSON.stringify(rangeResult({ from: 0, to: 1 }, [group(0)]))))).toBe(true);
    expect(isRangeResult({ range: { from: 0, to: 1 } })).toBe(false);
  });

  it('are recognized by the form of their failures too, whose steps are repeated', () => {
    const violation = { rule: 'RST-4', aspect: 'slots', oracle: 'a', firmware: 'b', atUs: 1 };
    const steps = [{ verb: 'advance', value: '1 s' }] as const;
    const failure: SwarmFailure = { cause: 'RST-4: slots', violation, profile: {}, seed: 7, group: 0, steps };
    const withFailure = (change: object): unknown => ({
      ...rangeResult({ from: 0, to: 1 }, [group(0)]),
      failures: [{ ...failure, ...change }],
    });
    expect(isRangeResult(withFailure({}))).toBe(true);
    for (const change of [
      { violation: null },
      { violation: { ...violation, atUs: 'x' } },
      { profile: 7 },
      { steps: [{ verb: 'fly', value: '1 s' }] },
      { steps: [{ verb: 'advance', value: 'soon' }] },
      { steps: ['advance'] },
    ]) {
      expect(isRangeResult(withFailure(change))).toBe(false);
    }
  });
});
