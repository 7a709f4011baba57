import type { CanFrame } from '../frame/can-frame.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import type { Clock } from '../time/clock.ts';
import type { OutputLimits } from './bounded-output.ts';
import type { HostPortUrl } from './bus-url.ts';
import type { CanPortServer } from './can-port.ts';
import { ANSWER_TIME_MS, type StreamProtocol, type StreamProtocolSink } from './stream-port.ts';
import { serveTcpPort } from './tcp-port-server.ts';
import { TesterChannel, type BusBehavior } from './tester-channel.ts';
import { encodeUdsLine, UdsLineParser } from './uds-lines-codec.ts';

interface UdsLinesServerOptions extends BusBehavior {
  /** The channel to the ECU, as a tester sees it: `sendId` is the request id. */
  readonly channel: IsoTpConfig;
  /** For the time limits and separations of ISO 15765-2, and for P2 and P2*. */
  readonly clock: Clock;
  /** How far a client may lag; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
}

/** One connection of a program that speaks UDS and nothing below: a tester on the car's bus. */
class UdsLinesServerProtocol implements StreamProtocol {
  readonly farewell = '';
  readonly #options: UdsLinesServerOptions;
  readonly #parser = new UdsLineParser();
  #channel: TesterChannel | null = null;

  constructor(options: UdsLinesServerOptions) {
    this.#options = options;
  }

  opened(sink: StreamProtocolSink): void {
    this.#channel = new TesterChannel({
      ...this.#options,
      deliver: (frame) => sink.deliver(frame),
      answered: (payload) => sink.reply(encodeUdsLine(payload)),
      sent: () => sink.holdBack(false),
      notSent: () => sink.holdBack(false),
      trouble: (reason) => sink.trouble(reason),
    });
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    return this.#parser.push(
      chunk,
      (line) => {
        if (line.kind === 'malformed') sink.trouble(`a line is not a UDS message: ${line.reason}`);
        else this.#request(line.payload, sink);
      },
      sink.mayGoOn,
    );
  }

  encode(frame: CanFrame): null {
    this.#channel?.take(frame);
    return null;
  }

  confirm(frame: CanFrame): void {
    this.#channel?.confirm(frame);
  }

  answersForMs(): number {
    return this.#channel?.isAwaiting === true ? ANSWER_TIME_MS : 0;
  }

  closed(): void {
    this.#channel?.close();
  }

  #request(payload: Uint8Array, sink: StreamProtocolSink): void {
    this.#channel?.request(payload);
    // More lines wait in the socket until there is room for them.
    if (this.#channel?.isFull === true) sink.holdBack(true);
  }
}

/**
 * Serves UDS as lines on TCP, for one client at a time; a second one is informed with a line that is not a message, and
 * disconnected. The client is a tester on the bus: its port carries ISO-TP frames.
 *
 * @throws PortError (`bench`) where the address is not available
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
