import { ACTIVATION, ACTIVATION_TEXT, DIAGNOSTIC_NACK_TEXT, PAYLOAD_TYPE } from '../doip/codes.ts';
import { ENTITY_VERSION } from '../doip/discovery.ts';
import { addressAt, addressed, DoipReader, encodeDoip, type DoipItem } from '../doip/message.ts';
import { TESTER_TCP_RULES } from '../doip/rules.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { peerAddressing } from '../isotp/addressing.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import type { Clock } from '../time/clock.ts';
import { formatBusUrl } from './bus-url.ts';
import type { DoipUrl } from './doip-url.ts';
import type { CanPort } from './can-port.ts';
import { discoverDoip } from './doip-discovery-client.ts';
import type { DoipVehicle } from './doip-gateway.ts';
import { IsoTpLink } from './iso-tp-link.ts';
import { PortError } from './port-error.ts';
import { StreamPort, type StreamProtocol, type StreamProtocolSink } from './stream-port.ts';
import { connectTo } from './tcp.ts';

interface DoipClientOptions {
  /** The logical addresses of the ECUs, and the tester's CAN channels that stand for them. */
  readonly vehicle: DoipVehicle;
  /** For the time limits and separations of ISO 15765-2. */
  readonly clock: Clock;
}

const ACTIVATION_TIMEOUT_MS = 2_000;
/** Routing activation of the default type: type, and four reserved bytes. */
const DEFAULT_ACTIVATION_LENGTH = 5;

/**
 * Our connection to a DoIP entity. To the tester it is the ECUs: it reassembles the tester's frames into messages, and
 * splits the answers into frames.
 */
class DoipClientProtocol implements StreamProtocol {
  readonly farewell = '';
  readonly #options: DoipClientOptions;
  readonly #source: number;
  readonly #onActivation: (code: number) => void;
  readonly #reader = new DoipReader(TESTER_TCP_RULES);
  readonly #links = new Map<number, IsoTpLink>();

  constructor(options: DoipClientOptions, source: number, onActivation: (code: number) => void) {
    this.#options = options;
    this.#source = source;
    this.#onActivation = onActivation;
  }

  opened(sink: StreamProtocolSink): void {
    const { routes, functional, addresses } = this.#options.vehicle;
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

  closed(): void {
    for (const link of this.#links.values()) link.close();
  }

  #take(item: DoipItem, sink: StreamProtocolSink): void {
    if (item.kind === 'rejected') {
      sink.trouble(`a message from the vehicle has an invalid header (${item.code})`);
      return;
    }
    const { type, payload } = item;
    switch (type) {
      case PAYLOAD_TYPE.routingActivationResponse:
        this.#onActivation(payload[4] ?? 0);
        return;
      case PAYLOAD_TYPE.aliveCheck:
        this.#send(PAYLOAD_TYPE.aliveCheckResponse, new ByteWriter().u16(this.#source).toBytes(), sink);
        return;
      case PAYLOAD_TYPE.diagnosticMessage:
        this.#links.get(addressAt(payload, 0))?.send(payload.subarray(4));
        return;
      case PAYLOAD_TYPE.diagnosticNack: {
        const code = payload[4] ?? 0;
        sink.trouble(`the gateway refuses a request: ${DIAGNOSTIC_NACK_TEXT[code] ?? `code ${code}`}`);
        return;
      }
      case PAYLOAD_TYPE.headerNack:
        sink.trouble(`the gateway rejects the header of a message (code ${payload[0] ?? 0})`);
    }
  }

  #send(type: number, payload: Uint8Array, sink: StreamProtocolSink): void {
    sink.reply(Buffer.from(encodeDoip(ENTITY_VERSION, type, payload)).toString('latin1'));
  }

  #addLink(address: number, config: IsoTpConfig, sink: StreamProtocolSink): void {
    const link = new IsoTpLink({
      config: { ...config, addressing: peerAddressing(config.addressing) },
      clock: this.#options.clock,
      deliver: (frame) => sink.deliver(frame),
      received: (payload) => {
        // The tester sends a new request: an answer that is still on its way to it is no longer received.
        link.forget();
        this.#send(PAYLOAD_TYPE.diagnosticMessage, addressed(this.#source, address, payload), sink);
      },
      failed: (reason) => sink.trouble(reason),
    });
    this.#links.set(address, link);
  }
}

function refused(url: DoipUrl, reason: string, hint: string): PortError {
  const text = formatBusUrl(url);
  return new PortError('bench', `cannot use ${text}: ${reason}`, hint, { url: text });
}

/**
 * Connects to a DoIP entity, which is looked for first where the URL has no host, and activates routing; the port
 * carries ISO-TP frames.
 *
 * @throws PortError: `bench` where nothing answers or routing activation is refused, `usage` for port 0
 */
export async function openDoipClient(url: DoipUrl, options: DoipClientOptions): Promise<CanPort> {
  const host = url.host ?? (await discoverDoip(url));
  const place = { ...url, host, vin: null, eid: null, tls: null };
  const socket = await connectTo(place);
  const activation = Promise.withResolvers<number | null>();
  const protocol = new DoipClientProtocol(options, url.source, activation.resolve);
  const port = new StreamPort(socket, { url: formatBusUrl(place), protocol, onLag: 'refuse' });
  port.status.subscribe(({ kind }) => kind === 'closed' && activation.resolve(null));
  const timer = setTimeout(() => activation.resolve(null), ACTIVATION_TIMEOUT_MS);
  const code = await activation.promise;
  clearTimeout(timer);
  if (code === ACTIVATION.ok) return port;
  await port.close();
  const reason = code === null ? 'it does not answer' : (ACTIVATION_TEXT[code] ?? `code ${code}`);
  throw refused(place, `routing activation failed: ${reason}`, 'choose another tester address: ?source=0E80');
}
