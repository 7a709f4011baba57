import type { CanFrame } from '../frame/can-frame.ts';
import type { FrameGroup } from '../frame/frame-group.ts';
import type { Micros } from '../time/micros.ts';
import type { BusEvent } from './bus-event.ts';
import type { NodeEvent } from './bus-node.ts';

/** Receives everything that happens. It may keep what it is given; it must not act on the network from inside. */
export interface NetworkObserver<Event extends NodeEvent> {
  /** A frame is complete on the wire; before any node is notified. */
  frame(endUs: Micros, frame: CanFrame, senderName: string): void;
  /** Whether frames that nodes repeat may come in groups, after the nodes have been notified and nothing has followed. */
  takesGroups(): boolean;
  /**
   * The first frames of a group are complete, where it takes groups.
   *
   * @param fromUs the instant that their ends are counted from
   * @param group becomes another one later: not to be kept
   */
  frameGroup(fromUs: Micros, group: FrameGroup, count: number): void;
  event(timeUs: Micros, nodeName: string, event: Event): void;
  bus(timeUs: Micros, event: BusEvent): void;
}
