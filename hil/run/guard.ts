import type { Alarm } from '../../can-bus/time/clock.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { RealClock } from '../../can-bus/time/real-clock.ts';
import { MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import type { CarObserver } from '../car/car-event.ts';
import { BenchError } from '../scenario/bench.ts';

/** Reading the clock costs as much as a frame: once per this many frames is enough. */
const FRAMES_BETWEEN = 2048;

/** Where a guard has ended a run: enough to end a repetition at the same place. */
export interface GuardEnd {
  readonly limitUs: Micros;
  /** Number of frames until then, of all cars; null in real time, where the guard does not end a run at a frame. */
  readonly frames: number | null;
}

/**
 * Ends a run that takes too much real time. A run in virtual time never yields its thread, so that no timer could fire:
 * the guard reads the clock as frames pass; a bus without frames has stopped.
 */
export class Guard implements CarObserver {
  readonly #limitUs: Micros;
  readonly #nowUs: () => Micros;
  readonly #startUs: Micros;
  /** The frame at which the run ends, where it repeats one that a guard has ended; null: the clock decides. */
  readonly #lastFrame: number | null;
  #frames = 0;
  #alarm: Alarm | null = null;
  #end: GuardEnd | null = null;

  /**
   * @param nowUs a clock of real time
   * @param lastFrame ends the run at this frame, whatever the clock says: where a guard has ended it before
   */
  constructor(limitUs: Micros, nowUs: () => Micros, lastFrame: number | null = null) {
    this.#limitUs = limitUs;
    this.#nowUs = nowUs;
    this.#startUs = nowUs();
    this.#lastFrame = lastFrame;
  }

  /** Where it has ended the run; null where it has not. */
  get ended(): GuardEnd | null {
    return this.#end;
  }

  /** @throws BenchError once the time is over */
  frame(): void {
    this.#frames += 1;
    if (!this.#isOver()) return;
    this.#end = { limitUs: this.#limitUs, frames: this.#frames };
    throw this.error();
  }

  /**
   * For a bench in real time: aborted with {@link error} once the time is over, even if no frame comes, or with the
   * other signal.
   */
  signalWith(other: AbortSignal | null, clock: RealClock): AbortSignal {
    const controller = new AbortController();
    this.#alarm = clock.createAlarm('run guard', () => {
      this.#end = { limitUs: this.#limitUs, frames: null };
      controller.abort(this.error());
    });
    this.#alarm.arm(this.#startUs + this.#limitUs);
    return other === null ? controller.signal : AbortSignal.any([other, controller.signal]);
  }

  /** The run is over. */
  end(): void {
    this.#alarm?.disarm();
  }

  #isOver(): boolean {
    if (this.#lastFrame !== null) return this.#frames >= this.#lastFrame;
    return this.#frames % FRAMES_BETWEEN === 0 && this.#nowUs() - this.#startUs > this.#limitUs;
  }

  error(): BenchError {
    const seconds = this.#limitUs / MICROS_PER_SECOND;
    return new BenchError(
      `the guard of ${seconds} s of real time ran out`,
      'increase the guard, or check what the scenario waits for',
    );
  }
}
