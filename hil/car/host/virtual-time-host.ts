import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { CarHost } from './car-host.ts';

/**
 * A car whose clock never follows the wall clock. It advances exactly to a requested instant; with a power cycle; and
 * with each frame of a client until the bus is idle and no ECU has pending work.
 *
 * Frames of clients are processed one by one, each with all its consequences, so that it does not matter how a stream
 * splits them into chunks: the same sequence of requests gives the same trace, byte for byte.
 *
 * N_Bs never expires while time is stopped, and with conformance.md's half-duplex choice a client that has given up on
 * an answer would get no further ones: a client's next request on that endpoint ends it.
 */
export class VirtualTimeHost extends CarHost {
  readonly timeMode = 'virtual';
  readonly rate = 1;
  /**
   * A power cycle ends with the boot; no request, whatever its id, is processed before the ECUs' first frames (VEH-2).
   */
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
    // Its time is stopped until it is advanced.
  }

  protected stopTime(): void {
    // It is stopped already.
  }

  protected bringToPresent(): void {
    // The car is at the present instant.
  }

  protected waitForNext(): void {
    // An operator's input does not advance time.
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
    // A stamp is in wall-clock time, which is unrelated to the vehicle's.
    return null;
  }
}
