import type { Micros } from '../../can-bus/time/micros.ts';
import type { TesterEvent } from '../../can-bus/uds/tester-node.ts';
import type { BusNode, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';

/** A bus that a tester's nodes join, leave and act on: a virtual network, or a port through `PortNodes`. */
export interface NodeHost {
  attach(node: BusNode<TesterEvent>): void;
  detach(node: BusNode<TesterEvent>): void;
  /** An input to an attached node, now; the node's actions are performed before this returns. */
  apply<Result>(node: BusNode<TesterEvent>, action: (outbox: Outbox<TesterEvent>, nowUs: Micros) => Result): Result;
}
