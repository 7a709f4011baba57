import type { Micros } from '../../can-bus/time/micros.ts';
import { TesterNode, type TesterConfig } from '../../can-bus/uds/tester-node.ts';
import type { BusCommand, BusReply, RequestCommand } from './command.ts';
import type { NodeHost } from './node-host.ts';
import { ProbeNode, type ProbeTarget } from './probe-node.ts';

export interface TesterStacks {
  /** The UDS client, for `request`. */
  readonly tester?: TesterConfig;
  /** Messages and bare frames, for `gather` and `frames`. */
  readonly probe?: ProbeTarget;
}

/**
 * The tester on the bus: a UDS client for one command, a prober for the next. Only the one used last is on the bus: two
 * on one address would both answer the ECU's first frames.
 */
export class TesterNodes {
  readonly #client: TesterNode | null;
  readonly #probe: ProbeNode | null;
  #host: NodeHost;
  #attached: TesterNode | ProbeNode | null = null;

  /** @param onReply called when the prober's reply is available; the client reports its end with an event */
  constructor({ tester, probe }: TesterStacks, host: NodeHost, onReply: () => void = () => undefined) {
    this.#client = tester === undefined ? null : new TesterNode(tester);
    this.#probe = probe === undefined ? null : new ProbeNode(probe, onReply);
    this.#host = host;
  }

  /** Begins a command; `reply()` returns a value when it is done. @throws UdsUsageError, IsoTpUsageError */
  start(command: BusCommand): void {
    if (command.kind === 'request') {
      this.#request(command);
      return;
    }
    const probe = this.#probe;
    if (probe === null) throw new Error(`a command "${command.kind}" needs a prober`);
    this.#use(probe);
    this.#host.apply(probe, (outbox, nowUs) => probe.start(command, nowUs, outbox));
  }

  /** The last command's reply; null while it is in progress. */
  reply(): BusReply | null {
    if (this.#attached === null) return null;
    if (this.#attached === this.#probe) return this.#probe.reply();
    const outcome = this.#client?.outcome() ?? null;
    return outcome === null ? null : { kind: 'request', outcome };
  }

  /** The client, which keeps sessions alive by itself, leaves the bus until the next request. */
  silence(): void {
    if (this.#attached !== null && this.#attached === this.#client) this.leave();
  }

  /** Cancels the request in progress. */
  cancel(nowUs: Micros): void {
    this.#client?.cancel(nowUs);
  }

  leave(): void {
    if (this.#attached !== null) this.#host.detach(this.#attached);
    this.#attached = null;
  }

  /** Leaves the bus to another tester. */
  moveTo(host: NodeHost): void {
    this.leave();
    this.#host = host;
  }

  #request({ payload, functional, suppress }: RequestCommand): void {
    const client = this.#client;
    if (client === null) throw new Error('a command "request" needs a UDS client');
    this.#use(client);
    const target = functional === true ? 'functional' : 'physical';
    const options = { target, ...(suppress === undefined ? {} : { suppressResponse: suppress }) } as const;
    this.#host.apply(client, (outbox, nowUs) => client.request(payload, options, nowUs, outbox));
  }

  #use(node: TesterNode | ProbeNode): void {
    if (this.#attached === node) return;
    this.leave();
    this.#host.attach(node);
    this.#attached = node;
  }
}
