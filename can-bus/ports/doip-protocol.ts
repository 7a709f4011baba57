import { DIAGNOSTIC_NACK, PAYLOAD_TYPE, type DiagnosticNack } from '../doip/codes.ts';
import type { DoipRequest, EntityEffect } from '../doip/entity.ts';
import { addressAt, DOIP_HEADER_LENGTH, DoipReader, encodeDoip } from '../doip/message.ts';
import { ENTITY_TCP_RULES } from '../doip/rules.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import type { IsoTpConfig, SendFault } from '../isotp/types.ts';
import { emptyList } from '../lists/empty-list.ts';
import type { Clock } from '../time/clock.ts';
import type { DoipGateway, DoipRoute, DoipSocket } from './doip-gateway.ts';
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
  readonly address: number;
  readonly config: IsoTpConfig;
  readonly tester: TesterChannel;
  readonly waiting: DoipRequest[];
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
  /** By the ECU's logical address. */
  readonly #physical = new Map<number, Channel>();
  #functional: { readonly sender: Channel; readonly listeners: readonly Channel[] } | null = null;
  #sink: StreamProtocolSink | null = null;
  #output: DoipOutput | null = null;
  #id = 0;
  /** The tester of the last functional request. */
  #tester = 0;

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
    return isAwaiting || this.#output?.isWaiting === true ? ANSWER_TIME_MS : 0;
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
    sink?.trouble(`disconnected: ${reason}`);
    sink?.end(reason);
  }

  forward(request: DoipRequest): void {
    this.#tester = request.tester;
    const { addresses, routes } = this.#options.gateway.vehicle;
    if (request.target === addresses.functional) this.#broadcast(request);
    else {
      const channel = this.#physical.get(request.target) ?? this.#addPhysical(routes, request.target);
      if (channel !== null && this.#mayAsk(channel, request)) channel.tester.request(request.data);
    }
  }

  #broadcast(request: DoipRequest): void {
    const { functional, functionalRoutes } = this.#options.gateway.vehicle;
    if (this.#functional === null) {
      const sender = this.#channel(request.target, functional);
      const listeners = functionalRoutes.map(({ address, channel }) => this.#channel(address, channel));
      this.#functional = { sender, listeners };
    }
    const { sender, listeners } = this.#functional;
    if (!this.#mayAsk(sender, request)) return;
    for (const { tester } of listeners) tester.expect(request.data);
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

  #addPhysical(routes: readonly DoipRoute[], target: number): Channel | null {
    const route = routes.find(({ address }) => address === target);
    if (route === undefined) return null;
    const channel = this.#channel(target, route.channel);
    this.#physical.set(target, channel);
    return channel;
  }

  /** One that exists is used again: two would both take an answer. */
  #channel(address: number, config: IsoTpConfig): Channel {
    const known = this.#channels.find((each) => each.address === address && each.config === config);
    if (known !== undefined) return known;
    const { gateway, clock, confirms, settles, answerMarginUs } = this.#options;
    const isPhysical = gateway.vehicle.routes.some((route) => route.address === address && route.channel === config);
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
      ...(isPhysical ? { idle: () => gateway.idle(this.#id, address) } : {}),
      deliver: (frame) => this.#sink?.deliver(frame),
      answered: (payload) => gateway.respond(this.#id, address, this.#tester, payload),
      sent: () => acknowledge(null),
      notSent: (fault) => acknowledge(nackOf(fault)),
      trouble: (reason) => this.#sink?.trouble(reason),
    });
    const channel = { address, config, tester, waiting };
    this.#channels.push(channel);
    return channel;
  }
}

function isScapy(tester: number): boolean {
  const [first, last] = SCAPY_TESTERS;
  return tester >= first && tester <= last;
}

function nackOf(fault: SendFault): DiagnosticNack {
  return fault === 'timeout-a' ? DIAGNOSTIC_NACK.targetUnreachable : DIAGNOSTIC_NACK.transportError;
}
