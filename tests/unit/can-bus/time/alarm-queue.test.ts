import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlarmQueue, ScheduledAlarm } from '../../../../can-bus/time/alarm-queue.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';

function queueOf(names: readonly string[]): { queue: AlarmQueue; alarms: ScheduledAlarm[] } {
  const queue = new AlarmQueue();
  const host = {
    arm: (alarm: ScheduledAlarm, dueUs: number) => queue.arm(alarm, dueUs),
    disarm: (alarm: ScheduledAlarm) => queue.disarm(alarm),
  };
  return { queue, alarms: names.map((name) => new ScheduledAlarm(host, name, () => undefined)) };
}

function takeAll(queue: AlarmQueue): string[] {
  const names: string[] = [];
  for (let alarm = queue.first(); alarm !== undefined; alarm = queue.first()) {
    names.push(alarm.name);
    queue.disarm(alarm);
  }
  return names;
}

describe('alarm queue', () => {
  it('gives alarms of one instant in the order of arming, and a re-armed one goes last', () => {
    const { queue, alarms } = queueOf(['a', 'b', 'c', 'd']);
    for (const alarm of alarms) alarm.arm(5);
    alarms[0]?.arm(5);
    expect(takeAll(queue)).toEqual(['b', 'c', 'd', 'a']);
  });

  it('returns the next due time, or none when empty', () => {
    const { queue, alarms } = queueOf(['a', 'b']);
    expect(queue.nextDueUs()).toBe(NEVER_US);
    alarms[0]?.arm(9);
    alarms[1]?.arm(7);
    expect(queue.nextDueUs()).toBe(7);
    alarms[1]?.arm(NEVER_US);
    expect([queue.nextDueUs(), queue.size, alarms[1]?.dueUs]).toEqual([9, 1, NEVER_US]);
  });

  it('refuses to arm for no number', () => {
    const { alarms } = queueOf(['a']);
    expect(() => alarms[0]?.arm(Number.NaN)).toThrow(/alarm a armed for NaN/);
  });

  it('agrees with sorting after any sequence of arming, moving and disarming', () => {
    const step = fc.tuple(fc.nat(11), fc.option(fc.nat(20), { nil: NEVER_US }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { queue, alarms } = queueOf(Array.from({ length: 12 }, (_, i) => String(i)));
        const model = new Map<string, { dueUs: number; order: number }>();
        for (const [order, [index, dueUs]] of steps.entries()) {
          alarms[index]?.arm(dueUs);
          model.delete(String(index));
          if (dueUs !== NEVER_US) model.set(String(index), { dueUs, order });
        }
        const expected = [...model]
          .sort(([, a], [, b]) => a.dueUs - b.dueUs || a.order - b.order)
          .map(([name]) => name);
        expect(takeAll(queue)).toEqual(expected);
      }),
    );
  });
});
