import { describe, expect, it } from 'vitest';
import { SwarmCar } from '../../../../../hil/explore/swarm/swarm-car.ts';
import { uds } from '../../../../../hil/explore/swarm/draw-step.ts';

describe('a car under exploration', () => {
  it('goes back to a snapshot, and on from there in the same way', async () => {
    const run = new SwarmCar({ keySlots: 4 }, 1);
    await run.take(uds('10 03'));
    const there = run.snapshot();
    const seeds: string[] = [];
    for (let time = 0; time < 2; time++) {
      run.restore(there);
      const { violation, outcome } = await run.take({ verb: 'unlock', value: 3 });
      expect([violation, outcome?.verdict]).toEqual([null, 'pass']);
      seeds.push(`${run.nowUs} ${run.car.smartKey.content.seedCounter} ${String(run.lastExchange?.request)}`);
    }
    expect(seeds[0]).toBe(seeds[1]);
  });

  it('a step that the bench cannot do has no outcome', async () => {
    const run = new SwarmCar({}, 1);
    const { violation, outcome } = await run.take(uds('22 F1 90', null));
    expect([violation, outcome?.verdict]).toEqual([null, 'pass']);
    const long = Array.from({ length: 20 }, () => '00').join(' ');
    expect((await run.take({ verb: 'uds', value: { send: long, endpoint: 'functional' } })).outcome).toBeNull();
  });
});
