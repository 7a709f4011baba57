import { describe, expect, it } from 'vitest';
import { testTraces, walk } from './support/quint.ts';
import { differences } from './support/replay.ts';

describe('the specification in Quint', () => {
  it('and the shipped ECU do the same in the procedures of the bulletin', async () => {
    const traces = await testTraces();
    expect(traces.length).toBeGreaterThanOrEqual(10);
    expect(differences(traces)).toEqual([]);
  });

  it('and the shipped ECU do the same in random walks, in which every invariant holds', async () => {
    const traces = await walk({ seed: 1, count: 10, steps: 60 });
    expect(traces.map(({ states }) => states.length)).toEqual(Array(10).fill(61));
    expect(differences(traces)).toEqual([]);
  });
});
