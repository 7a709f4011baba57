import { afterEach, describe, expect, it } from 'vitest';
import { ThreadExecutor } from '../../../../hil/campaign/thread-executor.ts';
import { exploreRanges } from '../../../../hil/explore/swarm/explore-swarm.ts';
import { scenarioCalled } from '../run/fake-runner.ts';

let executor: ThreadExecutor | null = null;
afterEach(() => executor?.close());

describe('work in threads', () => {
  it('is what it would be in this one', async () => {
    executor = new ThreadExecutor(1);
    const range = { from: 1, to: 2 };
    const [explored] = await exploreRanges([range], { seed: 3, jobs: 1, goesOn: () => true });
    expect(await executor.run({ kind: 'explore', seed: 3, range })).toEqual(explored);
    const task = { scenario: scenarioCalled('a'), seed: null, profile: {}, guardUs: null, view: null, tracePath: 'x' };
    expect(await executor.run({ kind: 'run', task })).toMatchObject({ result: { name: 'a', verdict: 'pass' } });
  });
});
