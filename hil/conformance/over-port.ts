import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { NodeOnPort } from '../../can-bus/ports/node-on-port.ts';
import type { Clock } from '../../can-bus/time/clock.ts';
import { ProbeNode, type ProbeTarget } from './probe-node.ts';
import type { ProbeCommand, ProbeDriver, ProbeReply, ProbeSurroundings } from './probe.ts';

export interface PortProbingOptions {
  /** Stays open; it is the caller's. */
  readonly port: CanPort;
  readonly clock: Clock;
  readonly target: ProbeTarget;
  readonly surroundings: ProbeSurroundings;
  /** Lets vehicle time pass: waits, or moves the clock of a car in virtual time. */
  readonly pass: (durationUs: number) => Promise<void>;
}

/** Drives probes over a port against whatever sits on the bus. */
export class PortProbing implements ProbeDriver {
  readonly surroundings: ProbeSurroundings;
  readonly #options: PortProbingOptions;
  readonly #probe: ProbeNode;
  readonly #onPort: NodeOnPort<never>;
  readonly #stopWatching: () => void;
  #waiting: PromiseWithResolvers<ProbeReply> | null = null;
  #goneBecause: string | null = null;

  constructor(options: PortProbingOptions) {
    this.surroundings = options.surroundings;
    this.#options = options;
    this.#probe = new ProbeNode(options.target, () => this.#takeReply());
    this.#onPort = new NodeOnPort<never>(this.#probe, options.port, options.clock);
    const watch = options.port.status.subscribe((status) => {
      if (status.kind === 'closed') this.#lose(status.reason);
    });
    this.#stopWatching = () => watch.unsubscribe();
  }

  /** @throws OperationError (bench/bus-lost) where the bus went away under the prober */
  async carryOut(command: ProbeCommand): Promise<ProbeReply> {
    if (this.#goneBecause !== null) throw this.#busLost(this.#goneBecause);
    if (command.kind === 'wait') {
      await this.#options.pass(command.durationUs);
      return { kind: 'wait' };
    }
    const waiting = Promise.withResolvers<ProbeReply>();
    this.#waiting = waiting;
    this.#onPort.apply((outbox, nowUs) => this.#probe.start(command, nowUs, outbox));
    return waiting.promise;
  }

  end(): void {
    this.#stopWatching();
    this.#onPort.detach();
  }

  #takeReply(): void {
    const reply = this.#probe.reply();
    if (reply !== null) this.#waiting?.resolve(reply);
  }

  #lose(reason: string): void {
    this.#goneBecause = reason;
    this.#waiting?.reject(this.#busLost(reason));
  }

  #busLost(reason: string): OperationError {
    const { url } = this.#options.port;
    const parts = { hint: 'restore it and start again', context: { url } };
    return new OperationError('bench/bus-lost', `the connection to ${url} was lost: ${reason}`, parts);
  }
}
