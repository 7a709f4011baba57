import { describe, expect, it, vi } from 'vitest';
import { describeError } from '../../../../../hil/cli/describe-error.ts';
import { SwarmCar } from '../../../../../hil/explore/swarm/swarm-car.ts';
import { OracleFailure } from '../../../../../hil/explore/world/guarded-oracle.ts';
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

  it('is the same again in the same car, also after frames of its own (seed 9, group 22)', async () => {
    const groups = new GroupRunner(9);
    const first = await groups.run(22);
    expect((await groups.run(22)).hash).toBe(first.hash);
  });

  it('names the group and the seed where the oracle itself fails: exit code 70', async () => {
    const take = vi.spyOn(SwarmCar.prototype, 'take').mockRejectedValue(new OracleFailure(new Error('no rule')));
    const failed: unknown = await new GroupRunner(7).run(3).catch((error: unknown) => error);
    take.mockRestore();
    expect(describeError(failed)).toMatchObject({
      exitCode: 70,
      message: expect.stringContaining('the oracle itself failed in group 3 of seed 7: no rule'),
    });
  });
});
