import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';

/** Where an interceptor puts its actions; the network performs them after the call, in this order. */
export interface InterceptorOutput {
  /** Sends a frame on the bus in the node's name. */
  toBus(frame: CanFrame): void;
  /** The node receives a frame, as if it had been on the bus. */
  toNode(frame: CanFrame): void;
  /** The node is notified that its frame is on the wire; nothing else confirms a frame that was removed. */
  confirm(frame: CanFrame): void;
  /** For the record: a fault was applied. */
  report(fault: string, frame: CanFrame): void;
}

/**
 * Sits between a node and the bus: it receives each frame of either direction, and passes it on, changes it, holds it
 * back or creates others. A timed machine without a clock, like a node.
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
  /** The node has lost its supply: everything in progress is dropped. */
  reset(): void;
}
