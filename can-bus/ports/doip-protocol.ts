import { DIAGNOSTIC_NACK, PAYLOAD_TYPE, type DiagnosticNack } from '../doip/codes.ts';
import type { DoipRequest, EntityEffect } from '../doip/entity.ts';
import { addressAt, DOIP_HEADER_LENGTH, DoipReader, encodeDoip } from '../doip/message.ts';
import { ENTITY_TCP_RULES } from '../doip/rules.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import type { IsoTpConfig, SendFault } from '../isotp/types.ts';
import { emptyList } from '../lists/empty-list.ts';
import type { Clock } from '../time/clock.ts';
import type { DoipGateway, DoipSocket } from './doip-gateway.ts';
import { DoipOutput } from './doip-output.ts';
import { LinkInputs } from './link-inputs.ts';
import { ANSWER_TIME_MS, type StreamProtocol, type StreamProtocolSink } from './stream-port.ts';
import { TesterChannel, type BusBehavior } from './tester-channel.ts';

/**
 * Real time from an acknowledge to the next message for testers at scapy's addresses: scapy 2.5 takes everything that
 * arrived together with an acknowledge for a part of it.
 */
const AFTER_ACK_MS = 10;
/** 0E80 is its default; several testers have the following ones. */
const SCAPY_TESTERS = [0x0e80, 0x0e8f] as const;

interface DoipProtocolOptions extends BusBehavior {
  readonly gateway: DoipGateway;
  readonly clock: Clock;
  /** The connection is TLS. */
  readonly isSecure: boolean;
}

/** A channel to one ECU, and the requests that wait for their acknowledge. */
interface Channel {
  readonly config: IsoTpConfig;
  /** Null for the one to all ECUs, which is not answered. */
  readonly ecu: string | null;
  readonly tester: TesterChannel;
  readonly waiting: DoipRequest[];
  /** What was asked last. */
  last: DoipRequest | null;
}

/**
 * The connection of one tester to a DoIP gateway. Its diagnostic messages go over the car's bus: for each ECU it is a
 * tester there, with the ISO-TP of that ECU.
 */
export class DoipProtocol implements StreamProtocol, DoipSocket {
  readonly farewell = '';
  readonly writesAtOnce = true;
  readonly #options: DoipProtocolOptions;
  readonly #reader = new DoipReader(ENTITY_TCP_RULES);
  /** Of all channels: the acknowledge of a request to all ECUs comes before the responses (DOIP-16). */
  readonly #inputs = new LinkInputs();
  /** All channels; they are created when they are used first. */
  readonly #channels: Channel[] = [];
  /** By the message for the ECU. */
  readonly #requests = new WeakMap<Uint8Array, DoipRequest>();
  #sink: StreamProtocolSink | null = null;
  #output: DoipOutput | null = null;
  #id = 0;
  /** The connection has ended: what the ECUs still answer is dropped. */
  #hasLeft = false;

  constructor(options: DoipProtocolOptions) {
    this.#options = options;
  }

  opened(sink: StreamProtocolSink): void {
    this.#sink = sink;
    this.#output = new DoipOutput(sink, this.#options.clock);
    this.#id = this.#options.gateway.open(this, this.#options.isSecure);
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    return this.#reader.push(chunk, (item) => this.#options.gateway.receive(this.#id, item), sink.mayGoOn);
  }

  encode(frame: CanFrame): null {
    for (const { tester } of this.#channels) tester.take(frame);
    return null;
  }

  confirm(frame: CanFrame): void {
    for (const { tester } of this.#channels) tester.confirm(frame);
  }

  answersForMs(): number {
    const isAwaiting = this.#channels.some(({ tester, waiting }) => waiting.length > 0 || tester.isAwaiting);
    const isWaiting = this.#options.gateway.areWaiting(this.#id);
    return isAwaiting || isWaiting || this.#output?.isWaiting === true ? ANSWER_TIME_MS : 0;
  }

  /** An ECU ignores requests while it sends a response: what it still answers is received to the end, and dropped. */
  remains(): boolean {
    const { gateway } = this.#options;
    this.#hasLeft = true;
    this.#output?.close();
    this.#output = null;
    for (const { tester } of this.#channels) tester.dropWaiting();
    gateway.left(this.#id);
    return gateway.isPowered && this.#isBusy;
  }

  closed(): void {
    this.#sink = null;
    this.#output?.close();
    this.#output = null;
    for (const { tester } of this.#channels) tester.close();
    emptyList(this.#channels);
    this.#options.gateway.closed(this.#id);
  }

  send({ version, type, payload, fault }: EntityEffect & { readonly kind: 'send' }): void {
    const needsGap = type === PAYLOAD_TYPE.diagnosticAck && isScapy(addressAt(payload, 2));
    const gapMs = needsGap ? AFTER_ACK_MS : 0;
    const bytes = Buffer.allocUnsafe(DOIP_HEADER_LENGTH + payload.length);
    this.#output?.send(encodeDoip(version, type, payload, bytes), fault, gapMs);
  }

  end(reason: string): void {
    const sink = this.#sink;
    if (!this.#hasLeft) sink?.trouble(`disconnected: ${reason}`);
    sink?.end(reason);
  }

  forward(request: DoipRequest): void {
    const { addresses, routes } = this.#options.gateway.vehicle;
    if (request.target === addresses.functional) {
      this.#broadcast(request);
      return;
    }
    const route = routes.find(({ address }) => address === request.target);
    if (route === undefined) return;
    const channel = this.#channel(route.channel, route.ecu);
    if (!this.#mayAsk(channel, request)) return;
    this.#ask(channel, request);
    channel.tester.request(request.data);
  }

  #broadcast(request: DoipRequest): void {
    const { gateway } = this.#options;
    const { functional, functionalRoutes } = gateway.vehicle;
    const sender = this.#channel(functional, null);
    if (!this.#mayAsk(sender, request)) return;
    for (const route of functionalRoutes) {
      const channel = this.#channel(route.channel, route.ecu);
      this.#ask(channel, request);
      channel.tester.expect(request.data);
      if (channel.tester.isBusy) gateway.occupy(this.#id, route.ecu);
    }
    sender.tester.broadcast(request.data);
  }

  /** The request waits for its acknowledge from here on, or it is refused. */
  #mayAsk({ tester, waiting }: Channel, request: DoipRequest): boolean {
    if (tester.isFull) {
      this.#options.gateway.forwarded(request, DIAGNOSTIC_NACK.outOfMemory);
      return false;
    }
    waiting.push(request);
    return true;
  }

  #ask(channel: Channel, request: DoipRequest): void {
    this.#requests.set(request.data, request);
    channel.last = request;
  }

  /** One that exists is used again: two would both take an answer. */
  #channel(config: IsoTpConfig, ecu: string | null): Channel {
    const known = this.#channels.find((each) => each.config === config);
    if (known !== undefined) return known;
    const { gateway, clock, confirms, settles, answerMarginUs } = this.#options;
    const waiting: DoipRequest[] = [];
    const acknowledge = (nack: DiagnosticNack | null): void => {
      const request = waiting.shift();
      if (request !== undefined) gateway.forwarded(request, nack);
    };
    const tester = new TesterChannel({
      channel: config,
      clock,
      inputs: this.#inputs,
      ...(confirms === undefined ? {} : { confirms }),
      ...(settles === undefined ? {} : { settles }),
      ...(answerMarginUs === undefined ? {} : { answerMarginUs }),
      idle: () => this.#noteState(ecu),
      pending: () => this.#noteState(ecu),
      deliver: (frame) => this.#sink?.deliver(frame),
      answered: (payload, request) => this.#respond(channel, payload, request),
      sent: () => acknowledge(null),
      notSent: (fault) => acknowledge(nackOf(fault)),
      trouble: (reason) => {
        if (!this.#hasLeft) this.#sink?.trouble(reason);
      },
    });
    const channel: Channel = { config, ecu, tester, waiting, last: null };
    this.#channels.push(channel);
    return channel;
  }

  /** An ECU with several addresses has as many channels: it is free when none of them is busy. */
  #noteState(ecu: string | null): void {
    if (ecu === null) return;
    const { gateway } = this.#options;
    const busy = this.#channels.filter((channel) => channel.ecu === ecu && channel.tester.isBusy);
    if (busy.length === 0) gateway.idle(this.#id, ecu);
    else if (busy.every(({ tester }) => tester.isPending)) gateway.pending(this.#id, ecu);
    if (this.#hasLeft && !this.#isBusy) this.#sink?.end('the ECUs have answered');
  }

  get #isBusy(): boolean {
    return this.#channels.some(({ tester }) => tester.isBusy);
  }

  /**
   * A response to a request to all ECUs comes from its ECU's own address.
   *
   * @param data the request; null where the response matches none
   */
  #respond({ config, last }: Channel, payload: Uint8Array, data: Uint8Array | null): void {
    const { gateway } = this.#options;
    const { addresses, functionalRoutes } = gateway.vehicle;
    const request = (data === null ? null : this.#requests.get(data)) ?? last;
    if (request === null) return;
    const isFunctional = request.target === addresses.functional;
    const route = isFunctional ? functionalRoutes.find(({ channel }) => channel === config) : undefined;
    gateway.respond(this.#id, route?.address ?? request.target, request.tester, payload);
  }
}

function isScapy(tester: number): boolean {
  const [first, last] = SCAPY_TESTERS;
  return tester >= first && tester <= last;
}

function nackOf(fault: SendFault): DiagnosticNack {
  return fault === 'timeout-a' ? DIAGNOSTIC_NACK.targetUnreachable : DIAGNOSTIC_NACK.transportError;
}
