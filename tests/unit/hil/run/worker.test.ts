import { describe, expect, it } from 'vitest';
import { packViews } from '../../../../hil/report/packed-views.ts';
import { recordOne } from '../../../../hil/run/run-one.ts';
import run from '../../../../hil/run/worker.ts';
import { scenarioCalled } from './fake-runner.ts';

describe('a worker thread', () => {
  it('runs what it is given as it went through the wall between threads', async () => {
    const task = {
      ...{
        scenario: scenarioCalled('A'),
        seed: 4,
        profile: {},
        guardUs: null,
        view: { events: 9, frames: 9 },
        tracePath: null,
      },
    };
    const outcome = structuredClone(await run(structuredClone(task)));
    expect(outcome.result).toMatchObject({ name: 'A', verdict: 'pass', seed: 4 });
    expect(outcome.views).toEqual(packViews((await recordOne(task)).cars));
  });
});
