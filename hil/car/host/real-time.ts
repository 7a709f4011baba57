import type { CanPort } from '../../../can-bus/ports/can-port.ts';
import type { Alarm } from '../../../can-bus/time/clock.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import { RealClock, type Lateness, type WallSource } from '../../../can-bus/time/real-clock.ts';
import type { Car } from '../car.ts';
import type { VehicleTime } from './vehicle-time.ts';

interface RealTimeParts {
  readonly car: Car;
  readonly wall?: WallSource | undefined;
  /** Does the work as a way into the car that nobody waits for. */
  readonly enter: (work: () => void) => void;
  /** Real milliseconds by which the car was late; reported at most every 10 s. */
  readonly onLate: (lateMs: number) => void;
}

/** Later than this (in real time) a tool may notice. */
const LATE_FROM_US = 100 * MICROS_PER_MILLI;
/** How long it is quiet about it afterwards (in real time). */
const LATE_AGAIN_US = 10 * MICROS_PER_SECOND;
/** How long a lateness counts as present (in real time). */
const LAG_WINDOW_US = MICROS_PER_SECOND;

/** A car that keeps pace with the wall clock, or `rate` times as fast. Before each input it runs up to that instant. */
export class RealTime implements VehicleTime {
  readonly #parts: RealTimeParts;
  #rate = 1;
  #clock: RealClock | null = null;
  #alarm: Alarm | null = null;
  #limitUs: Micros = 0;
  #reportLateFromUs: Micros = 0;
  /** Of the clocks that have ended. */
  #pastLateness: Lateness = { count: 0, maxUs: 0 };
  /** The latest wake-up in the window that runs, and in the one before, in real time. */
  #lagUs = 0;
  #lagBeforeUs = 0;
  #lagWindowEndUs: Micros = 0;

  constructor(parts: RealTimeParts) {
    this.#parts = parts;
  }

  /** Vehicle seconds in a real second, from the next {@link begin} on. */
  set rate(rate: number) {
    this.#rate = rate;
  }

  /** How punctual it has been so far. */
  lateness(): Lateness {
    const { count, maxUs } = this.#clock?.lateness() ?? { count: 0, maxUs: 0 };
    return { count: this.#pastLateness.count + count, maxUs: Math.max(this.#pastLateness.maxUs, maxUs) };
  }

  begin(): void {
    const { car, wall } = this.#parts;
    const options = { rate: this.#rate, startUs: car.nowUs };
    this.#clock = new RealClock(wall === undefined ? options : { ...options, wall });
    this.#alarm = this.#clock.createAlarm('car', (dueUs, horizonUs) => {
      this.#noticeLateness(dueUs);
      this.#limitUs = horizonUs;
      this.#parts.enter(this.#runToLimit);
    });
    this.#reportLateFromUs = 0;
    this.#lagUs = 0;
    this.#lagBeforeUs = 0;
    this.#lagWindowEndUs = 0;
    this.waitForNext();
  }

  end(): void {
    this.#pastLateness = this.lateness();
    this.#clock?.close();
    this.#clock = null;
    this.#alarm = null;
  }

  bringToPresent(): void {
    const clock = this.#clock;
    if (clock === null) return;
    clock.runDue();
    const { car } = this.#parts;
    const nowUs = clock.nowUs();
    if (nowUs > car.nowUs) car.advanceTo(nowUs);
  }

  waitForNext(): void {
    this.#alarm?.arm(this.#parts.car.deadlineUs());
  }

  beforeFrame(): void {
    // Time goes by: an answer whose flow control does not come ends by itself.
  }

  afterFrame(): void {
    this.waitForNext();
  }

  afterPowerCut(): void {
    this.waitForNext();
  }

  receivedUs({ receivedAgoUs = null }: Pick<CanPort, 'receivedAgoUs'>): Micros | null {
    if (receivedAgoUs === null) return null;
    return Math.max(0, Math.round(this.#parts.car.nowUs - receivedAgoUs * this.#rate));
  }

  lagMs(): number {
    const clock = this.#clock;
    if (clock === null) return 0;
    const nowUs = clock.nowUs();
    this.#moveLagWindow(nowUs);
    const presentUs = (nowUs - this.#parts.car.deadlineUs()) / this.#rate;
    return Math.round(Math.max(0, presentUs, this.#lagUs, this.#lagBeforeUs) / MICROS_PER_MILLI);
  }

  readonly #runToLimit = (): void => {
    const { car } = this.#parts;
    car.advanceTo(Math.max(this.#limitUs, car.nowUs));
    this.waitForNext();
  };

  #noticeLateness(dueUs: Micros): void {
    const nowUs = this.#clock?.nowUs() ?? dueUs;
    const lateUs = (nowUs - dueUs) / this.#rate;
    this.#moveLagWindow(nowUs);
    if (lateUs > this.#lagUs) this.#lagUs = lateUs;
    if (lateUs <= LATE_FROM_US || nowUs < this.#reportLateFromUs) return;
    this.#reportLateFromUs = nowUs + LATE_AGAIN_US * this.#rate;
    this.#parts.onLate(Math.round(lateUs / MICROS_PER_MILLI));
  }

  #moveLagWindow(nowUs: Micros): void {
    if (nowUs < this.#lagWindowEndUs) return;
    const windowUs = LAG_WINDOW_US * this.#rate;
    this.#lagBeforeUs = nowUs < this.#lagWindowEndUs + windowUs ? this.#lagUs : 0;
    this.#lagUs = 0;
    this.#lagWindowEndUs = nowUs + windowUs;
  }
}
