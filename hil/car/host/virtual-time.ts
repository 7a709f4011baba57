import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { Car } from '../car.ts';
import type { VehicleTime } from './vehicle-time.ts';

/**
 * The clock never follows the wall clock. It moves exactly to where it is moved; by a power cycle; and with each frame
 * of a client until the bus is idle and no ECU has pending work.
 *
 * Frames of clients are taken one by one, each with all that follows from it, so that it does not matter how a stream
 * cuts them into chunks: the same sequence of requests gives the same trace, byte for byte.
 *
 * N_Bs never runs out while time is stopped, and conformance.md's half-duplex choice would leave a client unanswered
 * that has given up on an answer: a client's next request on that endpoint ends it.
 */
export class VirtualTime implements VehicleTime {
  readonly #car: Car;
  /** A power cycle ends with the boot; no request, whatever its id, comes before the ECUs' first frames (VEH-2). */
  #firstFramesPending = false;

  constructor(car: Car) {
    this.#car = car;
  }

  /** An exchange that is under way is finished: its client has sent its frame, and no other will move the time. */
  begin(): void {
    if (!this.#car.isWithoutPower) this.#car.settle();
  }

  end(): void {
    this.#settleFirstFrames();
  }

  /** @throws AssertionError if that instant is past */
  advanceTo(timeUs: Micros): void {
    this.#car.advanceTo(timeUs);
    this.#firstFramesPending = false;
  }

  bringToPresent(): void {
    // The car is at the present instant.
  }

  waitForNext(): void {
    // An operator's input moves nothing.
  }

  beforeFrame(frame: CanFrame | null): void {
    this.#settleFirstFrames();
    const { smartKey, engine, body } = this.#car;
    const isSending = smartKey.isSending() || engine.isSending() || body.isSending();
    if (isSending && frame !== null) this.#car.expireFlowControl(frame);
  }

  afterFrame(): void {
    this.#car.settle();
  }

  afterPowerCut(bootedUs: Micros): void {
    this.#car.advanceTo(bootedUs);
    this.#firstFramesPending = true;
  }

  receivedUs(): null {
    // A stamp is of the wall's time, which is none of the vehicle's.
    return null;
  }

  lagMs(): number {
    return 0;
  }

  #settleFirstFrames(): void {
    if (this.#firstFramesPending) this.#car.settle();
    this.#firstFramesPending = false;
  }
}
