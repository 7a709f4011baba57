import { NEVER_US } from '../../can-bus/time/micros.ts';
import type { VirtualNetwork } from '../../can-bus/virtual-bus/network.ts';
import type { NodeReport } from '../car/node-report.ts';
import { ProbeNode, type ProbeTarget } from './probe-node.ts';
import type { ProbeCommand, ProbeDriver, ProbeReply, ProbeSurroundings } from './probe.ts';

/** Drives probes on a virtual bus, in its own time: as fast as the processor goes. */
export class InProcessProbing implements ProbeDriver {
  readonly surroundings: ProbeSurroundings;
  readonly #network: VirtualNetwork<NodeReport>;
  readonly #node: ProbeNode;

  constructor(network: VirtualNetwork<NodeReport>, target: ProbeTarget, surroundings: ProbeSurroundings) {
    this.surroundings = surroundings;
    this.#network = network;
    this.#node = new ProbeNode(target);
    network.attach(this.#node);
  }

  carryOut(command: ProbeCommand): Promise<ProbeReply> {
    return new Promise((resolve) => resolve(this.#carryOut(command)));
  }

  end(): void {
    this.#network.detach(this.#node);
  }

  #carryOut(command: ProbeCommand): ProbeReply {
    const network = this.#network;
    if (command.kind === 'wait') {
      network.advanceTo(network.nowUs + command.durationUs);
      return { kind: 'wait' };
    }
    network.apply(this.#node, (outbox, nowUs) => this.#node.start(command, nowUs, outbox));
    for (let reply = this.#node.reply(); ; reply = this.#node.reply()) {
      if (reply !== null) return reply;
      const dueUs = network.deadlineUs();
      if (dueUs === NEVER_US) throw new Error('a command to the bus never ends');
      network.advanceTo(dueUs);
    }
  }
}
