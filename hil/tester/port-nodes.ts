import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { NodeOnPort } from '../../can-bus/ports/node-on-port.ts';
import type { Clock } from '../../can-bus/time/clock.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { TesterEvent } from '../../can-bus/uds/tester-node.ts';
import type { BusNode, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';
import type { NodeHost } from './node-host.ts';

interface PortNodesOptions {
  /** The port of the node with that name; it stays open. */
  readonly portOf: (name: string) => CanPort;
  readonly clock: Clock;
  readonly onEvent?: (event: TesterEvent, node: BusNode<TesterEvent>, nowUs: Micros) => void;
}

/** The nodes of a tester that reach the bus over a port. */
export class PortNodes implements NodeHost {
  readonly #options: PortNodesOptions;
  readonly #nodes = new Map<BusNode<TesterEvent>, NodeOnPort<TesterEvent>>();

  constructor(options: PortNodesOptions) {
    this.#options = options;
  }

  attach(node: BusNode<TesterEvent>): void {
    const { portOf, clock, onEvent } = this.#options;
    const onPort = new NodeOnPort(node, portOf(node.name), clock, (event, nowUs) => onEvent?.(event, node, nowUs));
    this.#nodes.set(node, onPort);
  }

  detach(node: BusNode<TesterEvent>): void {
    this.#nodes.get(node)?.detach();
    this.#nodes.delete(node);
  }

  detachAll(): void {
    for (const node of [...this.#nodes.keys()]) this.detach(node);
  }

  apply<Result>(node: BusNode<TesterEvent>, action: (outbox: Outbox<TesterEvent>, nowUs: Micros) => Result): Result {
    const onPort = this.#nodes.get(node);
    if (onPort === undefined) throw new Error(`node ${node.name} is not on the port`);
    return onPort.apply(action);
  }
}
