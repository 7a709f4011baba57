import type { BusNode, NodeEvent } from './bus-node.ts';
import type { Relay } from './relay.ts';
import type { RepeatedFrames } from './repeated-frames.ts';
import type { Station } from './station.ts';

/** A node on the network, with its controller. */
export interface NetworkMember<Event extends NodeEvent> {
  readonly node: BusNode<Event>;
  readonly station: Station;
  /** Null: none. */
  readonly repeats: RepeatedFrames | null;
  /** Null: for all of its frames. */
  readonly confirms: ReadonlySet<number> | null;
  /** Usually null: nothing is between the node and the bus. */
  relay: Relay<Event> | null;
}

export function networkMember<Event extends NodeEvent>(station: Station, node: BusNode<Event>): NetworkMember<Event> {
  const confirms = node.confirms === undefined ? null : new Set(node.confirms);
  return { node, station, repeats: node.repeats ?? null, confirms, relay: null };
}
