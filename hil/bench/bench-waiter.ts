import type { Alarm } from '../../can-bus/time/clock.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { RealClock } from '../../can-bus/time/real-clock.ts';
import { BenchError, type InterruptedError } from '../scenario/bench.ts';

/**
 * Waits on a bench in real time: for an instant of vehicle time, for the next event, for an answer. Every wait ends:
 * exceeding the guard of real time, or a lost bench, is a BenchError; a cancelled run is an InterruptedError.
 */
export class BenchWaiter {
  readonly #clock: RealClock;
  readonly #wall: RealClock;
  readonly #guardUs: Micros;
  readonly #waiting = new Set<Wait>();
  #lost: BenchError | InterruptedError | null = null;

  /** @param wall runs at rate 1 */
  constructor(clock: RealClock, wall: RealClock, guardUs: Micros) {
    this.#clock = clock;
    this.#wall = wall;
    this.#guardUs = guardUs;
  }

  /** Resolves at this vehicle time. */
  async until(timeUs: Micros, wakes = false): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const alarm = this.#clock.createAlarm('scenario waits', () => resolve(undefined));
    const spanUs = Math.max(0, timeUs - this.#clock.nowUs());
    alarm.arm(timeUs);
    try {
      await this.guard(
        promise,
        spanUs,
        `the instant ${timeUs / MICROS_PER_SECOND} s`,
        wakes ? () => resolve(undefined) : null,
      );
    } finally {
      alarm.disarm();
    }
  }

  /**
   * Waits for a promise of the bench.
   *
   * @param spanUs vehicle time that it may take, in addition to the guard
   * @param wake called when something happens, where that ends the wait
   */
  async guard<Value>(
    promise: Promise<Value>,
    spanUs: Micros,
    what: string,
    wake: (() => void) | null = null,
  ): Promise<Value> {
    if (this.#lost !== null) throw this.#lost;
    const { promise: failed, reject } = Promise.withResolvers<never>();
    const limitUs = this.#guardUs + Math.ceil(spanUs / this.#clock.rate);
    const alarm = this.#guardAlarm(what, limitUs, reject);
    const wait: Wait = { wake, fail: reject };
    this.#waiting.add(wait);
    try {
      return await Promise.race([promise, failed]);
    } finally {
      this.#waiting.delete(wait);
      alarm.disarm();
    }
  }

  /** Something has happened on the bench. */
  notify(): void {
    for (const { wake } of this.#waiting) wake?.();
  }

  /** The bench is lost, or the run is cancelled: everything that is waited for fails, now and from here on. */
  fail(error: BenchError | InterruptedError): void {
    this.#lost ??= error;
    for (const { fail } of this.#waiting) fail(this.#lost);
  }

  #guardAlarm(what: string, limitUs: Micros, reject: (error: BenchError) => void): Alarm {
    const alarm = this.#wall.createAlarm('bench guard', () => {
      const seconds = limitUs / MICROS_PER_SECOND;
      reject(new BenchError(`the bench hangs: ${what} did not occur within ${seconds} s of real time`, GUARD_HINT));
    });
    alarm.arm(this.#wall.nowUs() + limitUs);
    return alarm;
  }
}

const GUARD_HINT = 'check the bench; the guard in its file sets how long to wait';

interface Wait {
  readonly wake: (() => void) | null;
  readonly fail: (error: BenchError | InterruptedError) => void;
}
