import { describe, expect, it } from 'vitest';
import { RealClock } from '../../../../can-bus/time/real-clock.ts';
import type { WallSource } from '../../../../can-bus/time/real-clock.ts';
import { StallError } from '../../../../can-bus/time/stall-error.ts';

/** A wall clock that moves on command; a wake-up comes as late as `turn` is called. */
class TestWall implements WallSource {
  timeUs = 1_000_000.5;
  waits: number[] = [];
  private pending: { readonly atUs: number; readonly action: () => void } | null = null;

  nowUs(): number {
    return this.timeUs;
  }

  wake(afterUs: number, action: () => void): () => void {
    this.waits.push(afterUs);
    const wait = { atUs: this.timeUs + afterUs, action };
    this.pending = wait;
    return () => {
      if (this.pending === wait) this.pending = null;
    };
  }

  get isWaiting(): boolean {
    return this.pending !== null;
  }

  /** So much time passes, then the event loop turns. */
  turn(passUs: number): void {
    this.timeUs += passUs;
    const wait = this.pending;
    if (wait === null || wait.atUs > this.timeUs) return;
    this.pending = null;
    wait.action();
  }
}

describe('real clock', () => {
  it('counts vehicle time from its construction, times the rate, in whole microseconds', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall, rate: 3, startUs: 500 });
    expect(clock.nowUs()).toBe(500);
    wall.timeUs += 100.5;
    expect(clock.nowUs()).toBe(500 + 301);
  });

  it('does not drift: a thousand late wake-ups leave an alarm of every 1000 µs on the grid', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall, rate: 1 });
    const dues: number[] = [];
    const alarm = clock.createAlarm('grid', (dueUs) => {
      dues.push(dueUs);
      alarm.arm(dueUs + 1_000);
    });
    alarm.arm(1_000);
    for (let i = 0; i < 1_000; i++) wall.turn(1_000.75);
    expect(dues.length).toBe(1_000);
    expect(dues.at(-1)).toBe(1_000_000);
  });

  it('waits in real microseconds until the next due alarm, and again when that is moved', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall, rate: 10 });
    const alarm = clock.createAlarm('a', () => undefined);
    alarm.arm(50_000);
    alarm.arm(20_000);
    expect(wall.waits).toEqual([5_000, 2_000]);
    alarm.disarm();
    expect(wall.isWaiting).toBe(false);
  });

  it('keeps a wake-up when its alarm is moved back, and waits for the rest then', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall });
    const dues: number[] = [];
    const alarm = clock.createAlarm('a', (dueUs) => dues.push(dueUs));
    for (const dueUs of [10_000, 20_000, 30_000]) alarm.arm(dueUs);
    expect(wall.waits).toEqual([10_000]);
    wall.turn(10_000);
    expect([dues, wall.waits]).toEqual([[], [10_000, 20_000]]);
    wall.turn(20_000);
    expect(dues).toEqual([30_000]);
  });

  it('gives the instant armed for and the present one as horizon, but stops before another alarm', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall });
    const seen: [string, number, number][] = [];
    clock.createAlarm('a', (due, horizon) => seen.push(['a', due, horizon])).arm(1_000);
    clock.createAlarm('b', (due, horizon) => seen.push(['b', due, horizon])).arm(4_000);
    wall.turn(9_000);
    expect(seen).toEqual([
      ['a', 1_000, 3_999],
      ['b', 4_000, 9_000],
    ]);
  });

  it('runs what is due before an input when asked, without waiting for the wake-up', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall });
    const seen: number[] = [];
    clock.createAlarm('a', (due) => seen.push(due)).arm(100);
    clock.createAlarm('b', (due) => seen.push(due)).arm(102);
    wall.timeUs += 101;
    clock.runDue();
    expect(seen).toEqual([100]);
    wall.turn(1);
    expect(seen).toEqual([100, 102]);
  });

  it('counts wake-ups more than 2 ms late and keeps the latest', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall });
    const alarm = clock.createAlarm('a', () => undefined);
    for (const lateUs of [0, 2_000, 2_001, 7_500]) {
      alarm.arm(clock.nowUs() + 10_000);
      wall.turn(10_000 + lateUs);
    }
    expect(clock.lateness()).toEqual({ count: 2, maxUs: 7_500 });
  });

  it('wakes again when the wall was early', () => {
    const wall = new TestWall();
    let ran = 0;
    const early: WallSource = { nowUs: () => wall.nowUs(), wake: (us, action) => wall.wake(us - 10, action) };
    const clock = new RealClock({ wall: early });
    clock.createAlarm('a', () => ran++).arm(1_000);
    wall.turn(995);
    expect(ran).toBe(0);
    wall.turn(5);
    expect(ran).toBe(1);
  });

  it('gives control back to the event loop after 10,000 alarms', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall });
    let ran = 0;
    const alarm = clock.createAlarm('backlog', (dueUs) => {
      ran++;
      alarm.arm(dueUs + 1);
    });
    alarm.arm(0);
    wall.turn(15_000);
    expect([ran, wall.isWaiting]).toEqual([10_000, true]);
    wall.turn(0);
    expect(ran).toBe(15_001);
  });

  it('names the alarm that stays at one instant', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall });
    const alarm = clock.createAlarm('restless', () => alarm.arm(5));
    alarm.arm(5);
    wall.timeUs += 10;
    expect(() => {
      for (let i = 0; i < 11; i++) clock.runDue();
    }).toThrow(StallError);
  });

  it('runs nothing once closed', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall });
    let ran = 0;
    const alarm = clock.createAlarm('a', () => ran++);
    alarm.arm(10);
    clock.close();
    alarm.arm(20);
    wall.turn(100);
    clock.runDue();
    expect([ran, wall.isWaiting]).toEqual([0, false]);
  });

  it('goes on at another rate from the present instant; alarms keep their instants', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall });
    const dues: number[] = [];
    clock.createAlarm('a', () => dues.push(clock.nowUs())).arm(3_000);
    wall.timeUs += 1_000;
    clock.setRate(10);
    expect([clock.rate, clock.nowUs(), wall.waits]).toEqual([10, 1_000, [3_000, 200]]);
    wall.turn(200);
    expect(dues).toEqual([3_000]);
    clock.setRate(0.5);
    wall.timeUs += 100;
    expect(clock.nowUs()).toBe(3_050);
  });

  it('loses no fraction of a microsecond, however often the rate changes', () => {
    const wall = new TestWall();
    const clock = new RealClock({ wall, rate: 0.25 });
    for (let change = 0; change < 1_000; change++) {
      wall.timeUs += 1;
      clock.setRate(0.25);
    }
    expect(clock.nowUs()).toBe(250);
  });

  it('refuses a rate that is not above 0', () => {
    for (const rate of [0, -1, Number.NaN, Infinity]) expect(() => new RealClock({ rate })).toThrow(RangeError);
    const clock = new RealClock({ wall: new TestWall(), rate: 2 });
    expect(() => clock.setRate(0)).toThrow(RangeError);
    expect(clock.rate).toBe(2);
  });
});
