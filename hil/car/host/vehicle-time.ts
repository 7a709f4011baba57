import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';

/**
 * How a car's time moves. A host has one at a time and may exchange it at any instant: each begins where the one before
 * has ended, so that no instant happens twice or is left out.
 */
export interface VehicleTime {
  /** The car's time moves in this way from its present instant on. */
  begin(): void;
  /** To be called at the present instant, see {@link bringToPresent}. */
  end(): void;
  /** Before an input: what is due by now happens. */
  bringToPresent(): void;
  /** After an operator's input: what it has caused happens when its time comes. */
  waitForNext(): void;
  /** Before a client's frame is handed to the bus. */
  beforeFrame(frame: CanFrame): void;
  /** After a client's frame was handed to the bus. */
  afterFrame(): void;
  /** After the 12 V was cut; the ECUs will have booted at that instant. */
  afterPowerCut(bootedUs: Micros): void;
  /** The instant of a stamp that is so old, in real time; null where the vehicle's time has nothing to do with it. */
  instantOf(receivedAgoUs: number): Micros | null;
  /** By how many real milliseconds the car is behind, at present or within the last second. */
  lagMs(): number;
}
