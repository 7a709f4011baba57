import type { Alarm, Clock } from '../../can-bus/time/clock.ts';
import type { Micros } from '../../can-bus/time/micros.ts';

/** The vehicle's time as a tool on a port sees it. */
export interface VehicleTime {
  nowUs(): Micros;
  /**
   * Lets that much vehicle time pass.
   *
   * @param stayAlive asks the ECU to keep the session; for times that do not keep the tester's own timers going
   */
  pass(durationUs: Micros, stayAlive: () => Promise<void>): Promise<void>;
  /** What is waited for is over at once, now and from here on. */
  abandon(): void;
}

/** Vehicle time that runs by itself: a real ECU, or a car in real time. The tester keeps the session alive itself. */
export class RunningTime implements VehicleTime {
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  #wake: () => void = () => undefined;
  #abandoned = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#alarm = clock.createAlarm('scan tool waits', () => this.#wake());
  }

  nowUs(): Micros {
    return this.#clock.nowUs();
  }

  async pass(durationUs: Micros): Promise<void> {
    if (this.#abandoned) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#wake = () => resolve(undefined);
    this.#alarm.arm(this.#clock.nowUs() + durationUs);
    await promise;
  }

  abandon(): void {
    this.#abandoned = true;
    this.#alarm.disarm();
    this.#wake();
  }
}
