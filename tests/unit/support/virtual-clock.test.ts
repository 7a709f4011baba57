import { AssertionError } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { NEVER_US } from '../../../can-bus/time/micros.ts';
import { StallError } from '../../../can-bus/time/stall-error.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

describe('virtual clock', () => {
  it('runs what is due up to and including the limit, each at its instant, and is then at the limit', () => {
    const clock = new VirtualClock();
    const seen: [string, number, number][] = [];
    for (const [name, dueUs] of [
      ['late', 31],
      ['edge', 30],
      ['early', 10],
    ] as const) {
      clock.createAlarm(name, (due) => seen.push([name, due, clock.nowUs()])).arm(dueUs);
    }
    clock.advanceTo(30);
    expect(seen).toEqual([
      ['early', 10, 10],
      ['edge', 30, 30],
    ]);
    expect([clock.nowUs(), clock.nextDueUs()]).toEqual([30, 31]);
    clock.advanceBy(1);
    expect(seen.at(-1)).toEqual(['late', 31, 31]);
    expect(clock.nextDueUs()).toBe(NEVER_US);
  });

  it('runs alarms of one instant in the order of arming, also one armed meanwhile for that instant', () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const third = clock.createAlarm('third', () => seen.push('third'));
    const first = clock.createAlarm('first', () => {
      seen.push('first');
      third.arm(3); // long past: due at once, behind what is due already
    });
    const second = clock.createAlarm('second', () => seen.push('second'));
    first.arm(10);
    second.arm(10);
    clock.advanceTo(10);
    expect(seen).toEqual(['first', 'second', 'third']);
  });

  it('gives as horizon the limit, the instant before the next alarm of another, or its own instant', () => {
    const clock = new VirtualClock();
    const horizons: number[] = [];
    const note = (_due: number, horizonUs: number): void => void horizons.push(horizonUs);
    clock.createAlarm('a', note).arm(10);
    clock.createAlarm('b', note).arm(25);
    clock.createAlarm('c', note).arm(25);
    clock.advanceTo(100);
    expect(horizons).toEqual([24, 25, 100]);
  });

  it('runs one alarm with runNext up to its own instant, and returns whether there was one', () => {
    const clock = new VirtualClock();
    const seen: number[][] = [];
    clock.createAlarm('a', (...times) => seen.push(times)).arm(7);
    expect(clock.runNext()).toBe(true);
    expect([seen, clock.nowUs()]).toEqual([[[7, 7]], 7]);
    expect(clock.runNext()).toBe(false);
    expect(clock.nowUs()).toBe(7);
  });

  it('refuses to go back, to no whole microsecond, and to be moved from inside an alarm', () => {
    const clock = new VirtualClock(50);
    expect(() => clock.advanceTo(49)).toThrow(/time cannot go back from 50 µs to 49 µs/);
    expect(() => clock.advanceTo(Number.NaN)).toThrow(AssertionError);
    expect(() => clock.advanceTo(50.5)).toThrow(/50.5 is not an instant in whole microseconds/);
    clock.createAlarm('inside', () => clock.advanceBy(5)).arm(60);
    expect(() => clock.advanceTo(60)).toThrow(/from inside an alarm/);
    expect(clock.nowUs()).toBe(60);
  });

  it('names the alarm that never lets time advance', () => {
    const clock = new VirtualClock();
    const alarm = clock.createAlarm('restless', () => alarm.arm(clock.nowUs()));
    alarm.arm(8);
    expect(() => clock.advanceTo(9)).toThrow(StallError);
    const again = new VirtualClock();
    const other = again.createAlarm('restless', () => other.arm(8));
    other.arm(8);
    expect(() => again.advanceTo(9)).toThrow(/alarm restless ran at 8 µs again and again/);
  });

  it('bears a great many runs as long as time advances', () => {
    const clock = new VirtualClock();
    let runs = 0;
    const alarm = clock.createAlarm('ticker', (dueUs) => {
      runs++;
      alarm.arm(dueUs + 1);
    });
    alarm.arm(1);
    clock.advanceTo(150_000);
    expect(runs).toBe(150_000);
  });

  it('lists what is armed, soonest first', () => {
    const clock = new VirtualClock();
    clock.createAlarm('b', () => undefined).arm(20);
    clock.createAlarm('a', () => undefined).arm(10);
    const gone = clock.createAlarm('gone', () => undefined);
    gone.arm(5);
    gone.disarm();
    expect(clock.pending()).toEqual([
      { name: 'a', dueUs: 10 },
      { name: 'b', dueUs: 20 },
    ]);
  });
});
