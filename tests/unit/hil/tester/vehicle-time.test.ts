import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { RunningTime } from '../../../../hil/tester/vehicle-time.ts';

interface Passing {
  readonly clock: VirtualClock;
  readonly time: RunningTime;
  readonly isOver: () => Promise<boolean>;
}

function passing(durationUs: number): Passing {
  const clock = new VirtualClock();
  const time = new RunningTime(clock);
  let over = false;
  void time.pass(durationUs).then(() => (over = true));
  const isOver = async (): Promise<boolean> => {
    for (let round = 0; round < 5; round += 1) await Promise.resolve();
    return over;
  };
  return { clock, time, isOver };
}

describe('vehicle time that runs by itself', () => {
  it('has passed when the clock says so, not before', async () => {
    const { clock, time, isOver } = passing(2_000_000);
    clock.advanceBy(1_999_999);
    expect(await isOver()).toBe(false);
    clock.advanceBy(1);
    expect([await isOver(), time.nowUs()]).toEqual([true, 2_000_000]);
  });

  it('is not waited for any longer after an interruption', async () => {
    const { time, isOver } = passing(2_000_000);
    time.interrupt();
    expect([await isOver(), time.nowUs()]).toEqual([true, 0]);
  });
});
