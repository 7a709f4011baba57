import { AlarmQueue, ScheduledAlarm } from './alarm-queue.ts';
import type { AlarmHost } from './alarm-queue.ts';
import type { Alarm, AlarmAction, Clock } from './clock.ts';
import { MICROS_PER_MILLI, NEVER_US } from './micros.ts';
import type { Micros } from './micros.ts';
import { MAX_RUNS_AT_ONE_INSTANT, StallError } from './stall-error.ts';

/** The source of real time and of wake-ups. */
export interface WallSource {
  /** Monotonic microseconds with fractions, from any origin. */
  nowUs(): number;
  /**
   * Calls `action` once, about `afterUs` from now, never earlier than the next turn; returns a function that cancels
   * it.
   */
  wake(afterUs: number, action: () => void): () => void;
}

/** Below this the event loop is polled: a timer of whole milliseconds would make frames late. */
const POLL_BELOW_US = 2 * MICROS_PER_MILLI;
/** Longest single timer; later alarms need several. */
const LONGEST_TIMER_MS = 60_000;
/** A wake-up later than this (in real time) is counted as late. */
const LATE_FROM_US = 2 * MICROS_PER_MILLI;
/** Alarms run in one turn before sockets get their turn. */
const MAX_RUNS_IN_ONE_TURN = 10_000;

/** The machine's monotonic clock and Node's timers. */
export const SYSTEM_WALL: WallSource = {
  nowUs: () => performance.now() * MICROS_PER_MILLI,
  wake(afterUs, action) {
    if (afterUs < POLL_BELOW_US) {
      const handle = setImmediate(action);
      return () => clearImmediate(handle);
    }
    // One millisecond early, as a timer may fire up to one late; the rest is polled.
    const afterMs = Math.min(Math.floor(afterUs / MICROS_PER_MILLI) - 1, LONGEST_TIMER_MS);
    const handle = setTimeout(action, afterMs);
    return () => clearTimeout(handle);
  },
};

interface RealClockOptions {
  /** Vehicle microseconds per real microsecond; above 0, default 1. */
  readonly rate?: number;
  /** Vehicle time at construction, default 0. */
  readonly startUs?: Micros;
  readonly wall?: WallSource;
}

/** Timing statistics of the process: wake-ups more than 2 ms of real time after their instant. */
export interface Lateness {
  readonly count: number;
  /** The latest of all wake-ups, including punctual ones, in real microseconds. */
  readonly maxUs: number;
}

const NO_CANCEL = (): void => undefined;

/**
 * Time that follows the wall clock. Vehicle time is always computed from one origin, so it never drifts, even with
 * another rate or late wake-ups.
 *
 * An alarm's action gets the instant it was armed for, and as horizon the present instant, unless another alarm is due
 * before. A caller with an input calls {@link runDue} first: a deadline comes before an input of the same instant.
 */
export class RealClock implements Clock {
  private wallRate: number;
  private readonly wall: WallSource;
  private startUs: Micros;
  private originUs: number;
  private readonly queue = new AlarmQueue();
  private readonly host: AlarmHost;
  private cancelWake: () => void = NO_CANCEL;
  /** The instant of the pending wake-up. */
  private wakeForUs: Micros = NEVER_US;
  private running = false;
  private closed = false;
  private lateCount = 0;
  private lateMaxUs = 0;
  private lastDueUs: Micros = -Infinity;
  private runsAtOneDue = 0;

  /** @throws RangeError if the rate is not a number above 0 */
  constructor(options: RealClockOptions = {}) {
    this.wallRate = checkedRate(options.rate ?? 1);
    this.startUs = options.startUs ?? 0;
    this.wall = options.wall ?? SYSTEM_WALL;
    this.originUs = this.wall.nowUs();
    this.host = {
      arm: (alarm, dueUs) => {
        this.queue.arm(alarm, dueUs);
        this.schedule();
      },
      disarm: (alarm) => {
        this.queue.disarm(alarm);
        this.schedule();
      },
    };
  }

  /** Vehicle microseconds a real microsecond. */
  get rate(): number {
    return this.wallRate;
  }

  /** How fast it goes from the present instant on; alarms keep their instants. @throws RangeError as the constructor */
  setRate(rate: number): void {
    const wallUs = this.wall.nowUs();
    const exactUs = (wallUs - this.originUs) * this.wallRate;
    const wholeUs = Math.floor(exactUs);
    this.wallRate = checkedRate(rate);
    this.startUs += wholeUs;
    // The fraction of a microsecond that has passed is kept.
    this.originUs = wallUs - (exactUs - wholeUs) / rate;
    this.wakeForUs = NEVER_US;
    this.cancelWake();
    this.schedule();
  }

  nowUs(): Micros {
    return this.startUs + Math.floor((this.wall.nowUs() - this.originUs) * this.wallRate);
  }

  createAlarm(name: string, action: AlarmAction): Alarm {
    return new ScheduledAlarm(this.host, name, action);
  }

  /** When the next alarm is due; `NEVER_US` with none armed. */
  nextDueUs(): Micros {
    return this.queue.nextDueUs();
  }

  lateness(): Lateness {
    return { count: this.lateCount, maxUs: this.lateMaxUs };
  }

  /**
   * Runs everything due by now, at most 10,000 alarms, without waiting for the wake-up. Does nothing from inside an
   * alarm.
   *
   * @throws StallError if alarms re-arm for one instant without end
   */
  runDue(): void {
    if (this.running || this.closed) return;
    this.running = true;
    try {
      for (let runs = 0; runs < MAX_RUNS_IN_ONE_TURN; runs++) {
        const nowUs = this.nowUs();
        const alarm = this.queue.first();
        if (alarm === undefined || alarm.dueUs > nowUs) break;
        this.runAlarm(alarm, nowUs);
      }
    } finally {
      this.running = false;
    }
    this.schedule();
  }

  /** No alarm runs from here on. */
  close(): void {
    this.closed = true;
    this.stopWaiting();
  }

  private runAlarm(alarm: ScheduledAlarm, nowUs: Micros): void {
    const dueUs = alarm.dueUs;
    const lateUs = (nowUs - dueUs) / this.wallRate;
    if (lateUs > LATE_FROM_US) this.lateCount++;
    if (lateUs > this.lateMaxUs) this.lateMaxUs = lateUs;
    if (dueUs > this.lastDueUs) this.runsAtOneDue = 0;
    this.lastDueUs = dueUs;
    if (++this.runsAtOneDue > MAX_RUNS_AT_ONE_INSTANT) {
      throw new StallError(`alarm ${alarm.name}`, dueUs, MAX_RUNS_AT_ONE_INSTANT);
    }
    this.queue.disarm(alarm);
    alarm.action(dueUs, Math.max(dueUs, Math.min(nowUs, this.queue.nextDueUs() - 1)));
  }

  private schedule(): void {
    if (this.running || this.closed) return;
    const dueUs = this.queue.nextDueUs();
    // A wake-up that comes too early is cheaper than a new timer for each alarm that is moved back.
    if (dueUs !== NEVER_US && dueUs >= this.wakeForUs) return;
    this.stopWaiting();
    if (dueUs === NEVER_US) return;
    this.wakeForUs = dueUs;
    const afterUs = Math.max(0, (dueUs - this.nowUs()) / this.wallRate);
    this.cancelWake = this.wall.wake(afterUs, () => {
      this.wakeForUs = NEVER_US;
      this.cancelWake = NO_CANCEL;
      this.runDue();
    });
  }

  private stopWaiting(): void {
    this.wakeForUs = NEVER_US;
    this.cancelWake();
    this.cancelWake = NO_CANCEL;
  }
}

function checkedRate(rate: number): number {
  if (rate > 0 && Number.isFinite(rate)) return rate;
  throw new RangeError(`rate ${rate} is not above 0`);
}
