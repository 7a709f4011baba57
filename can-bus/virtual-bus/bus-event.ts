import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import type { ErrorState } from './station.ts';

/** Bus events other than good frames. `node` is the sender, or the node whose state is reported. */
export type BusEvent =
  /** The node's queue is full; the frame is lost. */
  | { readonly kind: 'queue-overflow'; readonly node: string; readonly frame: CanFrame }
  /** The frame was damaged; its error frame is over. It is sent again unless the node went bus-off. */
  | {
      readonly kind: 'error-frame';
      readonly node: string;
      readonly frame: CanFrame;
      readonly transmitErrors: number;
    }
  | {
      readonly kind: 'error-state';
      readonly node: string;
      readonly state: ErrorState;
      readonly transmitErrors: number;
      readonly receiveErrors: number;
    }
  /** The frame was sent and acknowledged, and reached nobody (fault plan). */
  | { readonly kind: 'frame-dropped'; readonly node: string; readonly frame: CanFrame }
  /** A fault of the fault plan was applied to a frame between a node and the bus; null: to a message of another bus. */
  | { readonly kind: 'fault-struck'; readonly node: string; readonly fault: string; readonly frame: CanFrame | null }
  /** The sender lost its supply within its frame; the error frame is over. */
  | { readonly kind: 'frame-aborted'; readonly node: string; readonly frame: CanFrame };

export type BusEventSink = (timeUs: Micros, event: BusEvent) => void;

export interface BusFigures {
  /** Frames that ended, including repeated and dropped ones. */
  readonly frames: number;
  /** Attempts that ended in an error frame. */
  readonly errorFrames: number;
  /** Time for which the bus was busy, from start of frame to the end of the intermission, in microseconds. */
  readonly busyUs: Micros;
}
