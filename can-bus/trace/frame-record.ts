import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';

/** The name of a bus without a name: the car's bus, in its own traces. */
export const OWN_BUS = 'can0';

/** A frame and when it was complete on the wire. */
export interface TimedFrame {
  readonly timeUs: Micros;
  readonly frame: CanFrame;
}

export interface FrameRecord extends TimedFrame {
  /** Name of the node that sent it. */
  readonly sender: string;
  /** When a port received it from outside, in vehicle time; absent where no port has reported. */
  readonly receivedUs?: Micros;
  /** The bus it was on, where that is not {@link OWN_BUS}: only in logs of other programs. */
  readonly bus?: string;
}
