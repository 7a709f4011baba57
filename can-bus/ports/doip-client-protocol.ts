import { ByteWriter } from '../bytes/byte-writer.ts';
import { codeText, HEADER_NACK_TEXT, PAYLOAD_TYPE } from '../doip/codes.ts';
import { ENTITY_VERSION } from '../doip/discovery.ts';
import { addressAt, addressed, DOIP_HEADER_LENGTH, DoipReader, encodeDoip, type DoipItem } from '../doip/message.ts';
import { diagnosticRefusal, headerRefusal } from '../doip/refusal-hints.ts';
import { TESTER_TCP_RULES } from '../doip/rules.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { peerAddressing } from '../isotp/addressing.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import type { Alarm, Clock } from '../time/clock.ts';
import { MICROS_PER_SECOND, NEVER_US, type Micros } from '../time/micros.ts';
import type { ConnectionProblem } from '../uds/exchange.ts';
import type { DoipVehicle } from './doip-gateway.ts';
import { IsoTpLink } from './iso-tp-link.ts';
import { LinkInputs } from './link-inputs.ts';
import type { StreamProtocol, StreamProtocolSink } from './stream-port.ts';

export interface DoipClientOptions {
  /** The logical addresses of the ECUs, and the tester's CAN channels that stand for them. */
  readonly vehicle: DoipVehicle;
  /** For the time limits and separations of ISO 15765-2. */
  readonly clock: Clock;
}

/** How routing activation has ended: with a code, or with a reason why there is none. */
export type ActivationResult = { readonly code: number } | { readonly reason: string };

/** How long an acknowledge may take. */
const ACKNOWLEDGE_US: Micros = 2 * MICROS_PER_SECOND;
/** Routing activation of the default type: type, and four reserved bytes. */
const DEFAULT_ACTIVATION_LENGTH = 5;
/** Requests whose acknowledge is waited for; beyond that the oldest is forgotten. */
const MAX_UNACKNOWLEDGED = 64;
const NOT_ACKNOWLEDGED: ConnectionProblem = {
  reason: 'the gateway has not acknowledged the request: neither 0x8002 nor 0x8003 came',
  hint: 'restart the gateway, or check in its log why it does not acknowledge diagnostic messages (0x8001)',
};

/**
 * Our connection to a DoIP entity. To the tester it is the ECUs: it reassembles the tester's frames into messages, and
 * splits the answers into frames.
 */
export class DoipClientProtocol implements StreamProtocol {
  readonly farewell = '';
  readonly #options: DoipClientOptions;
  readonly #source: number;
  readonly #onActivation: (result: ActivationResult) => void;
  readonly #reader = new DoipReader(TESTER_TCP_RULES);
  readonly #links = new Map<number, IsoTpLink>();
  /** Of all links: requests to several ECUs go out in the tester's order. */
  readonly #inputs = new LinkInputs();
  readonly #alarm: Alarm;
  /** Until when each request must be acknowledged, the oldest first. */
  #unacknowledged: { readonly target: number; readonly dueUs: Micros }[] = [];
  /** The last request went to all ECUs. */
  #isFunctional = false;
  #sink: StreamProtocolSink | null = null;
  #lastTarget: number | null = null;
  /** What is known about the last request. */
  #problem: ConnectionProblem | null = null;

  constructor(options: DoipClientOptions, source: number, onActivation: (result: ActivationResult) => void) {
    this.#options = options;
    this.#source = source;
    this.#onActivation = onActivation;
    this.#alarm = options.clock.createAlarm('doip-acknowledge', (dueUs) => this.#expire(dueUs));
  }

  opened(sink: StreamProtocolSink): void {
    const { routes, functional, addresses } = this.#options.vehicle;
    this.#sink = sink;
    for (const { address, channel } of routes) this.#addLink(address, channel, sink);
    this.#addLink(addresses.functional, { ...functional, singleFrameOnly: true }, sink);
    const request = new ByteWriter().u16(this.#source).bytes(new Uint8Array(DEFAULT_ACTIVATION_LENGTH));
    this.#send(PAYLOAD_TYPE.routingActivation, request.toBytes(), sink);
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    return this.#reader.push(chunk, (item) => this.#take(item, sink), sink.mayGoOn);
  }

  encode(frame: CanFrame): null {
    for (const link of this.#links.values()) link.take(frame);
    return null;
  }

  incomplete(): string | null {
    return this.#reader.isWithinMessage ? 'the vehicle ended the connection within a message' : null;
  }

  requestProblem(): ConnectionProblem | null {
    if (this.#problem !== null) return this.#problem;
    return this.#unacknowledged.some(({ target }) => target === this.#lastTarget) ? NOT_ACKNOWLEDGED : null;
  }

  closed(): void {
    this.#sink = null;
    this.#alarm.disarm();
    for (const link of this.#links.values()) link.close();
  }

  #take(item: DoipItem, sink: StreamProtocolSink): void {
    if (item.kind === 'rejected') {
      const reason = `a message from the vehicle has an invalid header: ${codeText(HEADER_NACK_TEXT, item.code)}`;
      this.#onActivation({ reason });
      sink.trouble(reason);
      // Where the next message begins is not known.
      sink.end(reason);
      return;
    }
    const { type, payload } = item;
    switch (type) {
      case PAYLOAD_TYPE.routingActivationResponse:
        this.#onActivation({ code: payload[4] ?? 0 });
        return;
      case PAYLOAD_TYPE.aliveCheck:
        this.#send(PAYLOAD_TYPE.aliveCheckResponse, new ByteWriter().u16(this.#source).toBytes(), sink);
        return;
      case PAYLOAD_TYPE.diagnosticMessage:
        this.#linkOf(addressAt(payload, 0))?.send(payload.subarray(4));
        return;
      case PAYLOAD_TYPE.diagnosticAck:
        this.#acknowledged(addressAt(payload, 0));
        return;
      case PAYLOAD_TYPE.diagnosticNack:
        this.#acknowledged(addressAt(payload, 0));
        this.#problem = diagnosticRefusal(payload[4] ?? 0);
        sink.trouble(this.#problem.reason);
        return;
      case PAYLOAD_TYPE.headerNack: {
        this.#problem = headerRefusal(payload[0] ?? 0);
        const { reason } = this.#problem;
        this.#unacknowledged.shift();
        this.#arm();
        this.#onActivation({ reason });
        sink.trouble(reason);
      }
    }
  }

  /** Where the tester waits for a message from an ECU: on CAN, the answer to all ECUs may come on another channel. */
  #linkOf(source: number): IsoTpLink | undefined {
    const { routes, functionalRoutes } = this.#options.vehicle;
    const functional = this.#isFunctional ? functionalRoutes.find(({ address }) => address === source) : undefined;
    const route = functional && routes.find(({ channel }) => channel === functional.channel);
    return this.#links.get(route?.address ?? source);
  }

  #acknowledged(target: number): void {
    const index = this.#unacknowledged.findIndex((request) => request.target === target);
    if (index >= 0) this.#unacknowledged.splice(index, 1);
    this.#arm();
  }

  #expire(nowUs: Micros): void {
    const late = this.#unacknowledged.filter(({ dueUs }) => dueUs <= nowUs);
    this.#unacknowledged = this.#unacknowledged.filter(({ dueUs }) => dueUs > nowUs);
    if (late.length > 0) {
      this.#problem ??= NOT_ACKNOWLEDGED;
      const seconds = ACKNOWLEDGE_US / MICROS_PER_SECOND;
      this.#sink?.trouble(`the gateway has not acknowledged a request within ${seconds} s`);
    }
    this.#arm();
  }

  #arm(): void {
    const dueUs = this.#unacknowledged[0]?.dueUs ?? NEVER_US;
    if (this.#alarm.dueUs !== dueUs) this.#alarm.arm(dueUs);
  }

  #request(target: number, payload: Uint8Array, sink: StreamProtocolSink): void {
    this.#isFunctional = target === this.#options.vehicle.addresses.functional;
    this.#problem = null;
    this.#lastTarget = target;
    this.#unacknowledged.push({ target, dueUs: this.#options.clock.nowUs() + ACKNOWLEDGE_US });
    if (this.#unacknowledged.length > MAX_UNACKNOWLEDGED) this.#unacknowledged.shift();
    this.#arm();
    this.#send(PAYLOAD_TYPE.diagnosticMessage, addressed(this.#source, target, payload), sink);
  }

  #send(type: number, payload: Uint8Array, sink: StreamProtocolSink): void {
    const bytes = Buffer.allocUnsafe(DOIP_HEADER_LENGTH + payload.length);
    sink.reply(encodeDoip(ENTITY_VERSION, type, payload, bytes));
  }

  #addLink(address: number, config: IsoTpConfig, sink: StreamProtocolSink): void {
    const link = new IsoTpLink({
      config: { ...config, addressing: peerAddressing(config.addressing) },
      clock: this.#options.clock,
      inputs: this.#inputs,
      deliver: (frame) => sink.deliver(frame),
      received: (payload) => {
        // The tester sends a new request: an answer that is still on its way to it is no longer received.
        link.forget();
        this.#request(address, payload, sink);
      },
      failed: (reason) => sink.trouble(reason),
    });
    this.#links.set(address, link);
  }
}
