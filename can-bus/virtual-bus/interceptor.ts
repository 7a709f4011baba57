import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';

/** Where an interceptor leaves what is to be done; the network does it when the call is over, in this order. */
export interface InterceptorOutput {
  /** Puts a frame on the bus in the node's name. */
  toBus(frame: CanFrame): void;
  /** The node hears a frame, as if it had been on the bus. */
  toNode(frame: CanFrame): void;
  /** The node is told that its frame is on the wire, as it will hear nothing else of one that was taken away. */
  confirm(frame: CanFrame): void;
  /** For the record: a fault struck. */
  report(fault: string, frame: CanFrame): void;
}

/**
 * Stands in the line between a node and the bus: it has each frame of either way in its hand, and lets it through,
 * changes it, keeps it back or makes up others. A timed machine without a clock, as a node is.
 */
export interface Interceptor {
  deadlineUs(): Micros;
  onDeadline(nowUs: Micros, output: InterceptorOutput): void;
  /** The node wants a frame sent. */
  fromNode(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): void;
  /** A frame of another node, which this one listens to, is complete on the wire. */
  fromBus(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): void;
  /** A frame that was put on the bus in the node's name is complete on the wire. */
  sent(frame: CanFrame, nowUs: Micros, output: InterceptorOutput): void;
  /** See `BusNode.hasPendingWork`. */
  hasPendingWork(): boolean;
  /** The node has lost its supply: what is under way is forgotten. */
  reset(): void;
}
