import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { CanPort } from '../../../can-bus/ports/can-port.ts';
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
  /** Before a client's frame is handed to the bus; null: what a tool of this process sends. */
  beforeFrame(frame: CanFrame | null): void;
  /** After a client's frame was handed to the bus. */
  afterFrame(): void;
  /** After the 12 V was cut; the ECUs will have booted at that instant. */
  afterPowerCut(bootedUs: Micros): void;
  /**
   * When a frame that a port is delivering was received, by the port's stamp; null where it gives none, or the
   * vehicle's time has nothing to do with it.
   */
  receivedUs(port: Pick<CanPort, 'receivedAgoUs'>): Micros | null;
  /** By how many real milliseconds the car is behind, at present or within the last second. */
  lagMs(): number;
}
