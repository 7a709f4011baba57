import { describe, expect, it } from 'vitest';
import { RealClock } from '../../can-bus/time/real-clock.ts';

describe("real clock on the machine's own timers", () => {
  it('runs alarms in order and never early, at any rate', async () => {
    const clock = new RealClock({ rate: 50 });
    const seen: [string, boolean][] = [];
    await new Promise<void>((resolve) => {
      for (const [name, dueUs] of [
        ['long', 500_000],
        ['short', 20_000],
        ['at once', 0],
      ] as const) {
        clock.createAlarm(name, (due) => seen.push([name, clock.nowUs() >= due])).arm(dueUs);
      }
      clock.createAlarm('end', () => resolve()).arm(500_001);
    });
    clock.close();
    expect(seen).toEqual([
      ['at once', true],
      ['short', true],
      ['long', true],
    ]);
  });

  it('runs nothing once closed, with an alarm still armed', async () => {
    const clock = new RealClock();
    let ran = false;
    clock.createAlarm('late', () => (ran = true)).arm(30_000);
    clock.close();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(ran).toBe(false);
  });
});
