import { describe, expect, it } from 'vitest';

import { RealClock } from '../../../../can-bus/time/real-clock.ts';
import { BenchWaiter } from '../../../../hil/bench/bench-waiter.ts';
import { BenchError } from '../../../../hil/scenario/bench.ts';
import { FakeWall } from '../car/host/fake-wall.ts';

/** The vehicle's time and the guard's, each under the test's control. */
function waiter(guardUs = 2_000_000): { vehicle: FakeWall; wall: FakeWall; waits: BenchWaiter; clock: RealClock } {
  const [vehicle, wall] = [new FakeWall(), new FakeWall()];
  const clock = new RealClock({ wall: vehicle, rate: 10 });
  return { vehicle, wall, clock, waits: new BenchWaiter(clock, new RealClock({ wall }), guardUs) };
}

describe('waiting on a bench in real time', () => {
  it('ends at the instant of vehicle time, at its rate', async () => {
    const { vehicle, waits, clock } = waiter();
    const waiting = waits.until(5_000_000);
    vehicle.pass(500_000);
    await waiting;
    expect(clock.nowUs()).toBe(5_000_000);
  });

  it('ends earlier when something happens, where that is waited for', async () => {
    const { vehicle, waits, clock } = waiter();
    const waiting = waits.until(5_000_000, true);
    vehicle.pass(100_000);
    waits.notify();
    await waiting;
    expect(clock.nowUs()).toBe(1_000_000);
  });

  it('is a bench error when vehicle time stops for longer than the guard of real time', async () => {
    const { wall, waits } = waiter();
    const waiting = waits.until(5_000_000);
    // 0.5 s for 5 s of vehicle time, and the guard.
    wall.pass(2_500_000);
    await expect(waiting).rejects.toThrow('the bench hangs: the instant 5 s did not occur within 2.5 s of real time');
  });

  it('is a bench error when the bench is lost, and at once from then on', async () => {
    const { waits } = waiter();
    const waiting = waits.guard(new Promise(() => undefined), 0, 'an answer');
    waits.fail(new BenchError('the bus is lost', 'plug it in'));
    await expect(waiting).rejects.toThrow('the bus is lost');
    await expect(waits.until(1)).rejects.toThrow('the bus is lost');
  });
});
