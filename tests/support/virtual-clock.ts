import assert from 'node:assert/strict';

import { AlarmQueue, ScheduledAlarm } from '../../can-bus/time/alarm-queue.ts';
import type { AlarmHost } from '../../can-bus/time/alarm-queue.ts';
import type { Alarm, AlarmAction, Clock } from '../../can-bus/time/clock.ts';
import { NEVER_US } from '../../can-bus/time/micros.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { MAX_RUNS_AT_ONE_INSTANT, StallError } from '../../can-bus/time/stall-error.ts';

/**
 * Time that moves only on command, from one due alarm to the next, as fast as the processor goes. Alarms due at
 * the same instant run in the order in which they were armed. During an alarm `nowUs()` is the instant it was due.
 */
export class VirtualClock implements Clock {
  private readonly queue = new AlarmQueue();
  private readonly host: AlarmHost;
  private currentUs: Micros;
  private running = false;
  private runsAtThisInstant = 0;

  /** @param startUs where time begins, in whole microseconds */
  constructor(startUs: Micros = 0) {
    this.currentUs = startUs;
    this.host = {
      // A past instant is due at once, which means behind what is due now already.
      arm: (alarm, dueUs) => this.queue.arm(alarm, Math.max(dueUs, this.currentUs)),
      disarm: (alarm) => this.queue.disarm(alarm),
    };
  }

  nowUs(): Micros {
    return this.currentUs;
  }

  createAlarm(name: string, action: AlarmAction): Alarm {
    return new ScheduledAlarm(this.host, name, action);
  }

  /** When the next alarm is due; `NEVER_US` with none armed. */
  nextDueUs(): Micros {
    return this.queue.nextDueUs();
  }

  /** Names and due times of all armed alarms, soonest first: what a run that hangs is waiting for. */
  pending(): { readonly name: string; readonly dueUs: Micros }[] {
    return [...this.queue.armed()]
      .sort((a, b) => a.dueUs - b.dueUs || a.order - b.order)
      .map(({ name, dueUs }) => ({ name, dueUs }));
  }

  /**
   * Runs every alarm due up to and including `limitUs`, each at its instant; afterwards it is `limitUs`.
   *
   * @throws AssertionError if that instant is past, or from inside an alarm
   * @throws StallError if alarms re-arm for one instant without end
   */
  advanceTo(limitUs: Micros): void {
    if (!(limitUs >= this.currentUs)) {
      assert.fail(`time cannot go back from ${this.currentUs} µs to ${limitUs} µs`);
    }
    if (!Number.isSafeInteger(limitUs)) assert.fail(`${limitUs} is not an instant in whole microseconds`);
    while (this.queue.nextDueUs() <= limitUs) this.runFirst(limitUs);
    this.moveTo(limitUs);
  }

  /** {@link advanceTo} by a span. */
  advanceBy(spanUs: Micros): void {
    this.advanceTo(this.currentUs + spanUs);
  }

  /**
   * Moves to the next due alarm and runs that one only; its horizon is its own instant.
   *
   * @returns false, without moving, if none is armed
   */
  runNext(): boolean {
    const dueUs = this.queue.nextDueUs();
    if (dueUs === NEVER_US) return false;
    this.runFirst(dueUs);
    return true;
  }

  private runFirst(limitUs: Micros): void {
    const alarm = this.queue.first();
    if (alarm === undefined) return;
    if (this.running) assert.fail(`alarm ${alarm.name}: time is moved from inside an alarm`);
    const dueUs = alarm.dueUs;
    this.moveTo(dueUs);
    if (++this.runsAtThisInstant > MAX_RUNS_AT_ONE_INSTANT) {
      throw new StallError(`alarm ${alarm.name}`, dueUs, MAX_RUNS_AT_ONE_INSTANT);
    }
    this.queue.disarm(alarm);
    // The owner may run ahead until just before the next alarm of another owner; instants are whole microseconds.
    const horizonUs = Math.max(dueUs, Math.min(limitUs, this.queue.nextDueUs() - 1));
    this.running = true;
    try {
      alarm.action(dueUs, horizonUs);
    } finally {
      this.running = false;
    }
  }

  private moveTo(timeUs: Micros): void {
    if (timeUs === this.currentUs) return;
    if (this.running) assert.fail('time is moved from inside an alarm');
    this.currentUs = timeUs;
    this.runsAtThisInstant = 0;
  }
}
