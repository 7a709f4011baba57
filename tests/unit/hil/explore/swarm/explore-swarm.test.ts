import { describe, expect, it } from 'vitest';
import {
  exploreRanges,
  exploreSwarm,
  groupsFor,
  openRangeThreads,
} from '../../../../../hil/explore/swarm/explore-swarm.ts';
import { swarmReport } from '../../../../../hil/explore/swarm/swarm-totals.ts';

describe('a random exploration', () => {
  it('gives the same hash and coverage with one job and with two', async () => {
    const options = { seed: 3, runs: 15, goesOn: () => true };
    const one = await exploreSwarm({ ...options, jobs: 1 });
    const two = await exploreSwarm({ ...options, jobs: 2 });
    expect(two).toEqual(one);
    expect([one.groups, one.runs, one.causes]).toEqual([3, 15, []]);
  });

  it('ends when its time is over; what has begun is finished', async () => {
    let asked = 0;
    const report = await exploreSwarm({ seed: 3, runs: null, jobs: 1, goesOn: () => ++asked < 3 });
    expect(report.groups).toBe(2);
  });

  it('in ranges, here or in threads, is the exploration in one piece', async () => {
    const options = { seed: 3, jobs: 1, goesOn: () => true };
    const ranges = [
      { from: 0, to: 1 },
      { from: 1, to: 3 },
    ];
    const results = await exploreRanges(ranges, options);
    expect(swarmReport(3, results)).toEqual(await exploreSwarm({ ...options, runs: 15 }));
    const threads = await openRangeThreads(2);
    try {
      expect(await Promise.all(ranges.map((range) => threads.run(3, range)))).toEqual(results);
    } finally {
      await threads.close();
    }
  });

  it('leaves out a range that was not finished', async () => {
    let asked = 0;
    const options = { seed: 3, jobs: 1, goesOn: () => ++asked < 3 };
    const ranges = [
      { from: 0, to: 1 },
      { from: 1, to: 3 },
    ];
    expect((await exploreRanges(ranges, options)).map(({ range }) => range)).toEqual([{ from: 0, to: 1 }]);
  });

  it('takes whole groups of five runs', () => {
    expect([groupsFor(1), groupsFor(5), groupsFor(6)]).toEqual([1, 1, 2]);
  });
});
