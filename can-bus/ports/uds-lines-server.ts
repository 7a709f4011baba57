import type { CanFrame } from '../frame/can-frame.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import type { Clock } from '../time/clock.ts';
import { NRC } from '../uds/negative-response-codes.ts';
import { NEGATIVE_RESPONSE } from '../uds/service-ids.ts';
import type { OutputLimits } from './bounded-output.ts';
import type { HostPortUrl } from './bus-url.ts';
import type { CanPortServer } from './can-port.ts';
import { IsoTpLink } from './iso-tp-link.ts';
import type { StreamProtocol, StreamProtocolSink } from './stream-port.ts';
import { serveTcpPort } from './tcp-port-server.ts';
import { encodeUdsLine, UdsLineParser } from './uds-lines-codec.ts';

export interface UdsLinesServerOptions {
  /** The channel to the ECU, as a tester sees it: `sendId` is the request id. */
  readonly channel: IsoTpConfig;
  /** For the time limits and separations of ISO 15765-2. */
  readonly clock: Clock;
  /** How far a client may lag; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
}

function isFinal(response: Uint8Array): boolean {
  return response[0] !== NEGATIVE_RESPONSE || response[2] !== NRC.requestCorrectlyReceivedResponsePending;
}

/**
 * One connection of a program that knows UDS and nothing below: a tester on the car's bus, of which the program is
 * the head. It hears the bus only while an answer of its own is due, so that it does not answer first frames which
 * another tool has asked for.
 */
class UdsLinesServerProtocol implements StreamProtocol {
  readonly farewell = '';
  readonly #options: UdsLinesServerOptions;
  readonly #parser = new UdsLineParser();
  #link: IsoTpLink | null = null;
  /** Requests whose final answer has not come. A request may go without one; the next answer is the next one's. */
  #unanswered = 0;

  constructor(options: UdsLinesServerOptions) {
    this.#options = options;
  }

  opened(sink: StreamProtocolSink): void {
    this.#link = new IsoTpLink({
      config: this.#options.channel,
      clock: this.#options.clock,
      deliver: (frame) => sink.deliver(frame),
      received: (payload) => {
        if (isFinal(payload)) this.#unanswered--;
        sink.reply(encodeUdsLine(payload));
      },
      failed: (reason) => sink.trouble(reason),
    });
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): void {
    this.#parser.push(chunk, (line) => {
      if (line.kind === 'malformed') sink.trouble(`a line is no UDS message: ${line.reason}`);
      else this.#request(line.payload, sink);
    });
  }

  encode(frame: CanFrame): null {
    if (this.#unanswered > 0) this.#link?.take(frame);
    return null;
  }

  closed(): void {
    this.#link?.close();
  }

  #request(payload: Uint8Array, sink: StreamProtocolSink): void {
    // Before it is sent: in virtual time the answer is there when `send` returns.
    this.#unanswered++;
    if (this.#link?.send(payload) === true) return;
    this.#unanswered--;
    sink.trouble('too many requests wait to be sent');
  }
}

/**
 * Serves UDS as lines on TCP, for one client at a time; a second one is told so, in a line that is no message,
 * and let go. The client is a tester on the bus: what its port gives and takes are the frames of ISO-TP.
 *
 * @throws PortError (`bench`) where the address cannot be had
 */
export async function openUdsLinesServer(url: HostPortUrl, options: UdsLinesServerOptions): Promise<CanPortServer> {
  const { server } = await serveTcpPort(url, {
    maxClients: 1,
    createProtocol: () => new UdsLinesServerProtocol(options),
    refusal: (reason) => `${reason}\n`,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return server;
}
