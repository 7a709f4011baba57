import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import type { BusEvent } from './bus-event.ts';
import type { NodeEvent } from './bus-node.ts';

/** Receives everything that happens. It may keep what it is given; it must not act on the network from inside. */
export interface NetworkObserver<Event extends NodeEvent> {
  /** A frame is complete on the wire; before any node is notified. */
  frame(endUs: Micros, frame: CanFrame, senderName: string): void;
  event(timeUs: Micros, nodeName: string, event: Event): void;
  bus(timeUs: Micros, event: BusEvent): void;
}
