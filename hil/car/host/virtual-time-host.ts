import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { CarHost } from './car-host.ts';

/**
 * A car whose clock never follows the wall clock. It moves to where it is told to, exactly; by a power cycle; and with
 * each frame of a client until the bus is idle and no ECU has pending work.
 *
 * Frames of clients are taken one by one, each with all that follows from it, so that it does not matter how a stream
 * cuts them into chunks: the same sequence of requests gives the same trace, byte for byte.
 *
 * N_Bs never runs out while time stands still, and conformance.md's half-duplex choice would leave a client unanswered
 * that has given up on an answer: a client's next request on that endpoint ends it.
 */
export class VirtualTimeHost extends CarHost {
  readonly timeMode = 'virtual';
  readonly rate = 1;
  /** A power cycle ends with the boot; no request, whatever its id, comes before the ECUs' first frames (VEH-2). */
  #firstFramesPending = false;

  powerCycle(offUs: Micros): Promise<void> {
    this.enter(() => this.car.advanceTo(this.car.cutPower(offUs)));
    this.#firstFramesPending = true;
    return Promise.resolve();
  }

  advanceTo(timeUs: Micros): void {
    this.enter(() => this.car.advanceTo(timeUs));
    this.#firstFramesPending = false;
  }

  protected startTime(): void {
    // It stands until it is moved.
  }

  protected stopTime(): void {
    // It stands already.
  }

  protected bringToPresent(): void {
    // The car is at the present instant.
  }

  protected waitForNext(): void {
    // A hand's input moves nothing.
  }

  protected beforeFrame(frame: CanFrame): void {
    if (this.#firstFramesPending) this.car.settle();
    this.#firstFramesPending = false;
    this.car.expireFlowControl(frame);
  }

  protected afterFrame(): void {
    this.car.settle();
  }

  protected receiveTimeUs(): null {
    // A stamp tells of the wall's time, which is none of the vehicle's.
    return null;
  }
}
