import assert from 'node:assert/strict';

import type { CanPort } from '../../../can-bus/ports/can-port.ts';
import type { Alarm } from '../../../can-bus/time/clock.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import { RealClock, type Lateness, type WallSource } from '../../../can-bus/time/real-clock.ts';
import { CarHost, type CarHostOptions } from './car-host.ts';

interface RealTimeHostOptions extends CarHostOptions {
  /** Vehicle seconds per real second; above 0, default 1. */
  readonly rate?: number;
  readonly wall?: WallSource;
  /** Real milliseconds by which the car was late; reported at most every 10 s. */
  readonly onLate?: (lateMs: number) => void;
}

/** A longer delay (in real time) may be noticeable to a tool. */
const LATE_FROM_US = 100 * MICROS_PER_MILLI;
/** Pause after a report (in real time). */
const LATE_AGAIN_US = 10 * MICROS_PER_SECOND;

/**
 * A car that keeps pace with the wall clock, or runs `rate` times as fast. Before each input it runs up to that
 * instant.
 */
export class RealTimeHost extends CarHost {
  readonly timeMode = 'real';
  readonly rate: number;
  readonly #wall: WallSource | undefined;
  readonly #onLate: (lateMs: number) => void;
  #clock: RealClock | null = null;
  #alarm: Alarm | null = null;
  #reportLateFromUs: Micros = 0;

  constructor(options: RealTimeHostOptions) {
    super(options);
    this.rate = options.rate ?? 1;
    this.#wall = options.wall;
    this.#onLate = options.onLate ?? ((): void => undefined);
  }

  /** Its timing statistics so far. */
  lateness(): Lateness {
    return this.#clock?.lateness() ?? { count: 0, maxUs: 0 };
  }

  async powerCycle(offUs: Micros): Promise<void> {
    const bootedUs = this.act((car) => car.cutPower(offUs));
    const clock = this.#clock;
    assert(clock !== null, 'a power cycle before the start');
    await new Promise<void>((resolve) => {
      const alarm = clock.createAlarm('power-cycle', (dueUs) => {
        this.#run(dueUs);
        resolve();
      });
      alarm.arm(bootedUs);
    });
  }

  advanceTo(): void {
    assert.fail('real time cannot be advanced');
  }

  protected startTime(): void {
    const options = { rate: this.rate, startUs: this.car.nowUs };
    this.#clock = new RealClock(this.#wall === undefined ? options : { ...options, wall: this.#wall });
    this.#alarm = this.#clock.createAlarm('car', (dueUs, horizonUs) => {
      this.#noticeLateness(dueUs);
      this.#run(horizonUs);
    });
    this.waitForNext();
  }

  protected stopTime(): void {
    this.#clock?.close();
  }

  protected bringToPresent(): void {
    const clock = this.#clock;
    if (clock === null) return;
    clock.runDue();
    const nowUs = clock.nowUs();
    if (nowUs > this.car.nowUs) this.car.advanceTo(nowUs);
  }

  protected waitForNext(): void {
    this.#alarm?.arm(this.car.deadlineUs());
  }

  protected beforeFrame(): void {
    // Time passes: an answer without a flow control times out.
  }

  protected afterFrame(): void {
    this.waitForNext();
  }

  protected receiveTimeUs({ receivedAgoUs }: CanPort): Micros | null {
    if (receivedAgoUs === null || receivedAgoUs === undefined) return null;
    return Math.max(0, Math.round(this.car.nowUs - receivedAgoUs * this.rate));
  }

  #run(limitUs: Micros): void {
    this.enterByEvent(() => {
      this.car.advanceTo(Math.max(limitUs, this.car.nowUs));
      this.waitForNext();
    });
  }

  #noticeLateness(dueUs: Micros): void {
    const nowUs = this.#clock?.nowUs() ?? dueUs;
    const lateUs = (nowUs - dueUs) / this.rate;
    if (lateUs <= LATE_FROM_US || nowUs < this.#reportLateFromUs) return;
    this.#reportLateFromUs = nowUs + LATE_AGAIN_US * this.rate;
    this.#onLate(Math.round(lateUs / MICROS_PER_MILLI));
  }
}
