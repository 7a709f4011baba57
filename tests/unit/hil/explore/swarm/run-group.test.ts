import { describe, expect, it } from 'vitest';
import { GroupRunner, RUNS_PER_GROUP } from '../../../../../hil/explore/swarm/run-group.ts';

describe('a group of runs', () => {
  it('depends on the seed and its number alone, not on the groups before it', async () => {
    const first = new GroupRunner(7);
    await first.run(0);
    const after = await first.run(1);
    const alone = await new GroupRunner(7).run(1);
    expect(alone).toEqual(after);
    expect(after.failures).toEqual([]);
    expect(after.runs).toBe(RUNS_PER_GROUP);
    expect((await new GroupRunner(8).run(1)).hash).not.toBe(after.hash);
  });
});
