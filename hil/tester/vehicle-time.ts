import type { Alarm, Clock } from '../../can-bus/time/clock.ts';
import type { Micros } from '../../can-bus/time/micros.ts';

/** Vehicle time as a tester on a port sees it. */
export interface VehicleTime {
  nowUs(): Micros;
  /**
   * Lets the given vehicle time pass.
   *
   * @param stayAlive keeps the ECU's session alive; for clocks that do not run the tester's own timers. Null where
   * nothing may be sent
   */
  pass(durationUs: Micros, stayAlive: (() => Promise<void>) | null): Promise<void>;
  /**
   * Waits for a person to do something at the car, in real time. Vehicle time that only the tool advances does not
   * advance meanwhile.
   */
  linger(durationUs: Micros): Promise<void>;
  /** Ends the present wait at once. */
  interrupt(): void;
}

/**
 * Vehicle time that advances by itself: a real ECU, or a car in real time. The tester keeps the session alive itself.
 */
export class RunningTime implements VehicleTime {
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  #wake: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#alarm = clock.createAlarm('tester waits', () => this.#wake());
  }

  nowUs(): Micros {
    return this.#clock.nowUs();
  }

  async pass(durationUs: Micros): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#wake = () => resolve(undefined);
    this.#alarm.arm(this.#clock.nowUs() + durationUs);
    await promise;
  }

  async linger(durationUs: Micros): Promise<void> {
    await this.pass(durationUs);
  }

  interrupt(): void {
    this.#alarm.disarm();
    this.#wake();
  }
}
