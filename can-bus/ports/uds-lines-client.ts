import type { CanFrame } from '../frame/can-frame.ts';
import { peerAddressing } from '../isotp/addressing.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import type { Clock } from '../time/clock.ts';
import { formatBusUrl, type HostPortUrl } from './bus-url.ts';
import type { CanPort } from './can-port.ts';
import { IsoTpLink } from './iso-tp-link.ts';
import { LinkInputs } from './link-inputs.ts';
import { StreamPort, type StreamProtocol, type StreamProtocolSink } from './stream-port.ts';
import { connectTo } from './tcp.ts';
import { encodeUdsLine, UdsLineParser } from './uds-lines-codec.ts';

interface UdsLinesClientOptions {
  /** The tester's channel, as the tester sees it; this client simulates the ECU at the other end. */
  readonly channel: IsoTpConfig;
  /** Where the tester's functional requests go; they are sent over the same line. */
  readonly functional?: IsoTpConfig;
  /** For the time limits and separations of ISO 15765-2. */
  readonly clock: Clock;
}

/**
 * Our connection to a server of UDS lines. To the tester it is the ECU: it reassembles the tester's frames into
 * messages, and splits the answers into frames.
 */
class UdsLinesClientProtocol implements StreamProtocol {
  readonly farewell = '';
  readonly #options: UdsLinesClientOptions;
  readonly #parser = new UdsLineParser();
  /** Of both links: requests go out in the tester's order. */
  readonly #inputs = new LinkInputs();
  #link: IsoTpLink | null = null;
  #functionalLink: IsoTpLink | null = null;

  constructor(options: UdsLinesClientOptions) {
    this.#options = options;
  }

  opened(sink: StreamProtocolSink): void {
    const { channel, functional } = this.#options;
    this.#link = this.#createLink(channel, sink);
    if (functional !== undefined) {
      this.#functionalLink = this.#createLink({ ...functional, singleFrameOnly: true }, sink);
    }
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    return this.#parser.push(
      chunk,
      (line) => {
        if (line.kind === 'malformed') sink.trouble(`a line from the server is not a UDS message: ${line.reason}`);
        else if (this.#link?.send(line.payload) === false) sink.trouble('too many answers wait to be read');
      },
      sink.mayGoOn,
    );
  }

  encode(frame: CanFrame): null {
    this.#link?.take(frame);
    this.#functionalLink?.take(frame);
    return null;
  }

  closed(): void {
    this.#link?.close();
    this.#functionalLink?.close();
  }

  #createLink(config: IsoTpConfig, sink: StreamProtocolSink): IsoTpLink {
    return new IsoTpLink({
      config: { ...config, addressing: peerAddressing(config.addressing) },
      clock: this.#options.clock,
      inputs: this.#inputs,
      deliver: (frame) => sink.deliver(frame),
      received: (payload) => {
        // The tester sends a new request: an answer that is still on its way to it is no longer received.
        this.#link?.forget();
        sink.reply(encodeUdsLine(payload));
      },
      failed: (reason) => sink.trouble(reason),
    });
  }
}

/**
 * Connects to a server of UDS lines, such as a car's; the port carries ISO-TP frames.
 *
 * @throws PortError: `bench` where nothing answers, `usage` for port 0
 */
export async function openUdsLinesClient(url: HostPortUrl, options: UdsLinesClientOptions): Promise<CanPort> {
  const socket = await connectTo(url);
  const protocol = new UdsLinesClientProtocol(options);
  return new StreamPort(socket, { url: formatBusUrl(url), protocol, onLag: 'refuse' });
}
