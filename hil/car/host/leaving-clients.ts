import type { PortCloseCause } from '../../../can-bus/ports/can-port.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import type { PortNode } from './port-node.ts';

/** Frames of a client that has disconnected may still wait for the bus; it stays a node for this long. */
const LEAVING_GRACE_US: Micros = MICROS_PER_SECOND;

/** Clients that have disconnected, and until when they stay nodes. */
export class LeavingClients {
  readonly #untilUs = new Map<PortNode, Micros>();

  get nodes(): Iterable<PortNode> {
    return this.#untilUs.keys();
  }

  get isEmpty(): boolean {
    return this.#untilUs.size === 0;
  }

  /** Frames still waiting from one that closed its connection are sent; those of one that was disconnected are dropped. */
  add(node: PortNode, cause: PortCloseCause, nowUs: Micros): void {
    this.#untilUs.set(node, nowUs + (cause === 'left' ? LEAVING_GRACE_US : 0));
  }

  /** A fresh car has taken the place of theirs. */
  renew(): void {
    for (const node of this.#untilUs.keys()) this.#untilUs.set(node, 0);
  }

  /** Removes and returns those that are no nodes any more. */
  takeGone(nowUs: Micros, waitingOf: (node: PortNode) => number): readonly PortNode[] {
    const gone = [...this.#untilUs].filter(([node, untilUs]) => waitingOf(node) === 0 || nowUs >= untilUs);
    for (const [node] of gone) this.#untilUs.delete(node);
    return gone.map(([node]) => node);
  }
}
