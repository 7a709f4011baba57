import { describe, expect, it } from 'vitest';
import run from '../../../../../hil/explore/swarm/group-worker.ts';
import { GroupRunner } from '../../../../../hil/explore/swarm/run-group.ts';

describe('a worker thread', () => {
  it('gives the result that this thread would', async () => {
    expect(await run({ seed: 7, group: 2 })).toEqual(await new GroupRunner(7).run(2));
  });
});
