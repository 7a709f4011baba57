import type { CanPort, CanPortServer } from '../../../can-bus/ports/can-port.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { BusState, ClientState } from './car-control.ts';
import type { HostEvent } from './host-event.ts';
import type { PortNode } from './port-node.ts';

interface ServedBusesParts {
  readonly nowUs: () => Micros;
  /** The client's port becomes a node of the car's bus. */
  readonly connect: (port: CanPort) => PortNode;
  /** How many frames of a client wait for the bus. */
  readonly waitingOf: (node: PortNode) => number;
  readonly report: (event: HostEvent) => void;
}

/** The buses on which a car is served, and their clients. */
export class ServedBuses {
  readonly #parts: ServedBusesParts;
  readonly #served: { readonly server: CanPortServer; readonly clients: ReadonlySet<PortNode> }[] = [];

  constructor(parts: ServedBusesParts) {
    this.#parts = parts;
  }

  /** Each client of this bus is connected to the car's bus from here on. */
  serve(server: CanPortServer): void {
    const { connect, nowUs, report } = this.#parts;
    const { url } = server;
    const clients = new Set<PortNode>();
    this.#served.push({ server, clients });
    server.clients.subscribe((port) => {
      const node = connect(port);
      const client = port.url;
      clients.add(node);
      report({ timeUs: nowUs(), kind: 'client', event: 'client-connected', url, client });
      port.status.subscribe((status) => {
        if (status.kind !== 'closed') return;
        clients.delete(node);
        const { cause, reason } = status;
        report({ timeUs: nowUs(), kind: 'client', event: 'client-left', url, client, cause, reason });
      });
    });
  }

  state(loadPercent: number): readonly BusState[] {
    return this.#served.map(({ server: { url }, clients }) => {
      return { url, clients: [...clients].map((node) => this.#stateOf(node)), loadPercent };
    });
  }

  #stateOf(node: PortNode): ClientState {
    const { port, sinceUs, framesIn, framesOut } = node;
    return { id: port.url, since: sinceUs, framesIn, framesOut, waiting: this.#parts.waitingOf(node) };
  }
}
