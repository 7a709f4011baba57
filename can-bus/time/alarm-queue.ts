import type { Alarm, AlarmAction } from './clock.ts';
import { NEVER_US } from './micros.ts';
import type { Micros } from './micros.ts';

/** What an alarm needs from the clock that created it. */
export interface AlarmHost {
  arm(alarm: ScheduledAlarm, dueUs: Micros): void;
  disarm(alarm: ScheduledAlarm): void;
}

/** The alarm that both clocks provide: it knows its own place in its clock's queue, so moving it needs no search. */
export class ScheduledAlarm implements Alarm {
  readonly name: string;
  readonly action: AlarmAction;
  dueUs: Micros = NEVER_US;
  /** Counts armings over all alarms of the queue: alarms due at the same instant run in the order of arming. */
  order = 0;
  /** Index in the heap; -1 while disarmed. */
  slot = -1;
  private readonly host: AlarmHost;

  constructor(host: AlarmHost, name: string, action: AlarmAction) {
    this.host = host;
    this.name = name;
    this.action = action;
  }

  arm(dueUs: Micros): void {
    if (Number.isNaN(dueUs)) throw new RangeError(`alarm ${this.name} armed for NaN`);
    if (dueUs === NEVER_US) this.host.disarm(this);
    else this.host.arm(this, dueUs);
  }

  disarm(): void {
    this.host.disarm(this);
  }
}

function runsBefore(a: ScheduledAlarm, b: ScheduledAlarm): boolean {
  return a.dueUs < b.dueUs || (a.dueUs === b.dueUs && a.order < b.order);
}

/** Indexed binary heap of armed alarms, by due time, then by order of arming. Arming and disarming are O(log n). */
export class AlarmQueue {
  private readonly heap: ScheduledAlarm[] = [];
  private armings = 0;

  get size(): number {
    return this.heap.length;
  }

  /** The alarm that runs next. */
  first(): ScheduledAlarm | undefined {
    return this.heap[0];
  }

  /** When the next alarm is due; `NEVER_US` with none armed. */
  nextDueUs(): Micros {
    return this.heap[0]?.dueUs ?? NEVER_US;
  }

  /** The armed alarms in no particular order, to list what a stuck run waits for. */
  armed(): readonly ScheduledAlarm[] {
    return this.heap;
  }

  /** Arms or moves an alarm; it runs after all alarms that are already armed for the same instant. */
  arm(alarm: ScheduledAlarm, dueUs: Micros): void {
    alarm.dueUs = dueUs;
    alarm.order = ++this.armings;
    if (alarm.slot < 0) {
      alarm.slot = this.heap.length;
      this.heap.push(alarm);
    }
    this.siftUp(alarm);
    this.siftDown(alarm);
  }

  disarm(alarm: ScheduledAlarm): void {
    alarm.dueUs = NEVER_US;
    const hole = alarm.slot;
    if (hole < 0) return;
    alarm.slot = -1;
    const last = this.heap.pop();
    if (last === undefined || last === alarm) return;
    this.place(last, hole);
    this.siftUp(last);
    this.siftDown(last);
  }

  private place(alarm: ScheduledAlarm, slot: number): void {
    alarm.slot = slot;
    this.heap[slot] = alarm;
  }

  private siftUp(alarm: ScheduledAlarm): void {
    while (alarm.slot > 0) {
      const slot = alarm.slot;
      const parent = this.heap[(slot - 1) >> 1];
      if (parent === undefined || !runsBefore(alarm, parent)) return;
      this.place(alarm, parent.slot);
      this.place(parent, slot);
    }
  }

  private siftDown(alarm: ScheduledAlarm): void {
    for (;;) {
      const slot = alarm.slot;
      const left = this.heap[2 * slot + 1];
      if (left === undefined) return;
      const right = this.heap[2 * slot + 2];
      const child = right !== undefined && runsBefore(right, left) ? right : left;
      if (!runsBefore(child, alarm)) return;
      this.place(alarm, child.slot);
      this.place(child, slot);
    }
  }
}
