import { describe, expect, it } from 'vitest';
import { CoverageCounter } from '../../../../../hil/explore/coverage/coverage-counts.ts';
import { uds } from '../../../../../hil/explore/swarm/draw-step.ts';
import { SwarmCar } from '../../../../../hil/explore/swarm/swarm-car.ts';

describe('what a run reaches', () => {
  it('an input at a deadline, transitions, responses, history and touches', async () => {
    const counter = { current: new CoverageCounter() };
    const run = new SwarmCar({ registrationStepTimeout: 4 }, 1, counter);
    for (const step of [
      uds('31 01 02 02 01'),
      uds('10 03'),
      { verb: 'unlock', value: 3 },
      uds('31 01 02 02 01'),
      { verb: 'advanceTo', value: { deadline: 'procedure', offset: '-1 us' } },
      { verb: 'touch', value: 'master' },
    ] as const) {
      await run.take(step);
    }
    expect(counter.current.counts).toMatchObject({
      'deadline|REG-7|awaiting-registered-key|touch|-1': 1,
      'response|31|default|7F': 1,
      'transition|idle|idle|awaiting-registered-key': 1,
      'touch|awaiting-pre-start-check|key-recognised|none': 1,
    });
  });
});
