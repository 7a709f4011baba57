import { describe, expect, it } from 'vitest';
import { exploreSwarm } from '../../../../../hil/explore/swarm/explore-swarm.ts';

describe('a random exploration', () => {
  it('gives the same hash and coverage with one job and with two', async () => {
    const options = { seed: 3, runs: 15, goesOn: () => true };
    const one = await exploreSwarm({ ...options, jobs: 1 });
    const two = await exploreSwarm({ ...options, jobs: 2 });
    expect(two).toEqual(one);
    expect([one.groups, one.runs, one.failures]).toEqual([3, 15, []]);
  });

  it('ends when its time is over; what has begun is finished', async () => {
    let asked = 0;
    const report = await exploreSwarm({ seed: 3, runs: null, jobs: 1, goesOn: () => ++asked < 3 });
    expect(report.groups).toBe(2);
  });
});
