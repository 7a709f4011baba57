import { DIAGNOSTIC_NACK, PAYLOAD_TYPE, type DiagnosticNack } from '../doip/codes.ts';
import type { DoipRequest, EntityEffect } from '../doip/entity.ts';
import { DoipReader, encodeDoip } from '../doip/message.ts';
import { ENTITY_TCP_RULES } from '../doip/rules.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import type { IsoTpConfig, SendFault } from '../isotp/types.ts';
import type { Clock } from '../time/clock.ts';
import type { DoipGateway, DoipSocket } from './doip-gateway.ts';
import { DoipOutput } from './doip-output.ts';
import type { StreamProtocol, StreamProtocolSink } from './stream-port.ts';
import { TesterChannel, type BusBehavior } from './tester-channel.ts';

/**
 * Real time from an acknowledge to the next message: scapy 2.5 takes everything that arrived together with an
 * acknowledge for a part of it.
 */
const AFTER_ACK_MS = 2;

interface DoipProtocolOptions extends BusBehavior {
  readonly gateway: DoipGateway;
  readonly clock: Clock;
  /** The connection is TLS. */
  readonly isSecure: boolean;
}

/** A channel to one ECU, and the requests that wait for their acknowledge. */
interface Channel {
  readonly tester: TesterChannel;
  readonly waiting: DoipRequest[];
}

/**
 * The connection of one tester to a DoIP gateway. Its diagnostic messages go over the car's bus: for each ECU it is a
 * tester there, with the ISO-TP of that ECU.
 */
export class DoipProtocol implements StreamProtocol, DoipSocket {
  readonly farewell = '';
  readonly #options: DoipProtocolOptions;
  readonly #reader = new DoipReader(ENTITY_TCP_RULES);
  /** Created when they are used first, by CAN channel. */
  readonly #channels = new Map<string, Channel>();
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
    for (const { tester } of this.#channels.values()) tester.take(frame);
    return null;
  }

  confirm(frame: CanFrame): void {
    for (const { tester } of this.#channels.values()) tester.confirm(frame);
  }

  closed(): void {
    this.#sink = null;
    this.#output?.close();
    this.#output = null;
    for (const { tester } of this.#channels.values()) tester.close();
    this.#channels.clear();
    this.#options.gateway.closed(this.#id);
  }

  send({ version, type, payload, fault }: EntityEffect & { readonly kind: 'send' }): void {
    const gapMs = type === PAYLOAD_TYPE.diagnosticAck ? AFTER_ACK_MS : 0;
    this.#output?.send(encodeDoip(version, type, payload), fault, gapMs);
  }

  end(reason: string): void {
    const sink = this.#sink;
    sink?.trouble(`disconnected: ${reason}`);
    sink?.end(reason);
  }

  forward(request: DoipRequest): void {
    const { vehicle } = this.#options.gateway;
    this.#tester = request.tester;
    if (request.target === vehicle.addresses.functional) this.#broadcast(request);
    else {
      const route = vehicle.routes.find(({ address }) => address === request.target);
      if (route === undefined) return;
      const { waiting, tester } = this.#channel(route.address, route.channel);
      if (this.#mayWait(tester, request)) {
        waiting.push(request);
        tester.request(request.data);
      }
    }
  }

  #broadcast(request: DoipRequest): void {
    const { functional, functionalRoutes } = this.#options.gateway.vehicle;
    const { waiting, tester } = this.#channel(request.target, functional);
    if (!this.#mayWait(tester, request)) return;
    waiting.push(request);
    for (const { address, channel } of functionalRoutes) this.#channel(address, channel).tester.expect(request.data);
    tester.broadcast(request.data);
  }

  #mayWait({ isFull }: TesterChannel, request: DoipRequest): boolean {
    if (isFull) this.#options.gateway.forwarded(request, DIAGNOSTIC_NACK.outOfMemory);
    return !isFull;
  }

  #channel(address: number, config: IsoTpConfig): Channel {
    const { sendId, receiveId } = config.addressing;
    const key = `${address}/${sendId}/${receiveId}`;
    const known = this.#channels.get(key);
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
      ...(confirms === undefined ? {} : { confirms }),
      ...(settles === undefined ? {} : { settles }),
      ...(answerMarginUs === undefined ? {} : { answerMarginUs }),
      deliver: (frame) => this.#sink?.deliver(frame),
      answered: (payload) => gateway.respond(this.#id, address, this.#tester, payload),
      sent: () => acknowledge(null),
      notSent: (fault) => acknowledge(nackOf(fault)),
      trouble: (reason) => this.#sink?.trouble(reason),
    });
    const channel = { tester, waiting };
    this.#channels.set(key, channel);
    return channel;
  }
}

function nackOf(fault: SendFault): DiagnosticNack {
  return fault === 'timeout-a' ? DIAGNOSTIC_NACK.targetUnreachable : DIAGNOSTIC_NACK.transportError;
}
