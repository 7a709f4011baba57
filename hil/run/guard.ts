import type { Alarm } from '../../can-bus/time/clock.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { RealClock } from '../../can-bus/time/real-clock.ts';
import { MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import type { CarObserver } from '../car/car-event.ts';
import { BenchError } from '../scenario/bench.ts';

/** Reading the clock costs as much as a frame: once per this many frames is enough. */
const FRAMES_BETWEEN = 2048;

/**
 * Ends a run that takes too much real time. A run in virtual time never yields its thread, so that no timer could fire:
 * the guard reads the clock as frames pass; a bus without frames has stopped.
 */
export class Guard implements CarObserver {
  readonly #limitUs: Micros;
  readonly #nowUs: () => Micros;
  readonly #startUs: Micros;
  #frames = 0;
  #alarm: Alarm | null = null;

  /** @param nowUs a clock of real time */
  constructor(limitUs: Micros, nowUs: () => Micros) {
    this.#limitUs = limitUs;
    this.#nowUs = nowUs;
    this.#startUs = nowUs();
  }

  /** @throws BenchError once the time is over */
  frame(): void {
    this.#frames += 1;
    if (this.#frames % FRAMES_BETWEEN === 0 && this.#nowUs() - this.#startUs > this.#limitUs) throw this.error();
  }

  /**
   * For a bench in real time: aborted with {@link error} once the time is over, even if no frame comes, or with the
   * other signal.
   */
  signalWith(other: AbortSignal | null, clock: RealClock): AbortSignal {
    const controller = new AbortController();
    this.#alarm = clock.createAlarm('run guard', () => controller.abort(this.error()));
    this.#alarm.arm(this.#startUs + this.#limitUs);
    return other === null ? controller.signal : AbortSignal.any([other, controller.signal]);
  }

  /** The run is over. */
  end(): void {
    this.#alarm?.disarm();
  }

  error(): BenchError {
    const seconds = this.#limitUs / MICROS_PER_SECOND;
    return new BenchError(
      `the guard of ${seconds} s of real time ran out`,
      'increase the guard, or check what the scenario waits for',
    );
  }
}
