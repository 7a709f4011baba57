import type { CanFrame } from '../frame/can-frame.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import type { Clock } from '../time/clock.ts';
import type { OutputLimits } from './bounded-output.ts';
import type { HostPortUrl } from './bus-url.ts';
import type { CanPortServer } from './can-port.ts';
import { ANSWER_TIME_MS, type StreamProtocol, type StreamProtocolSink } from './stream-port.ts';
import { serveTcpPort } from './tcp-port-server.ts';
import { TesterChannel, type BusBehavior } from './tester-channel.ts';
import { encodeUdsLine, UdsLineParser, type UdsLine } from './uds-lines-codec.ts';

interface UdsLinesServerOptions extends BusBehavior {
  /** The channel to the ECU, as a tester sees it: `sendId` is the request id. */
  readonly channel: IsoTpConfig;
  /** For the time limits and separations of ISO 15765-2, and for P2 and P2*. */
  readonly clock: Clock;
  /** How far a client may lag; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
}

/** One connection of a program that speaks UDS and nothing below: a tester on the car's bus. */
export class UdsLinesServerProtocol implements StreamProtocol {
  readonly farewell = '';
  readonly #options: UdsLinesServerOptions;
  readonly #parser = new UdsLineParser();
  #channel: TesterChannel | null = null;
  #isHeldBack = false;

  constructor(options: UdsLinesServerOptions) {
    this.#options = options;
  }

  opened(sink: StreamProtocolSink): void {
    this.#channel = new TesterChannel({
      ...this.#options,
      deliver: (frame) => sink.deliver(frame),
      answered: (payload) => sink.reply(encodeUdsLine(payload)),
      sent: () => undefined,
      notSent: () => undefined,
      idle: () => this.#mayAsk(sink),
      pending: () => this.#mayAsk(sink),
      trouble: (reason) => sink.trouble(reason),
    });
  }

  /** Lines after a request wait here, and in the socket, until its answer is there. */
  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    const mayGoOn = (): boolean => !this.#isBusy && sink.mayGoOn();
    const read = this.#isBusy ? 0 : this.#parser.push(chunk, (line) => this.#take(line, sink), mayGoOn);
    this.#isHeldBack = read < chunk.length && this.#isBusy;
    if (this.#isHeldBack) sink.holdBack(true);
    return read;
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

  #take(line: UdsLine, sink: StreamProtocolSink): void {
    if (line.kind === 'malformed') sink.trouble(`a line is not a UDS message: ${line.reason}`);
    else this.#channel?.request(line.payload);
  }

  /** The next request would disturb the one before. After a 0x78 the program may keep the session alive. */
  get #isBusy(): boolean {
    return this.#channel?.isBusy === true && !this.#channel.isPending;
  }

  #mayAsk(sink: StreamProtocolSink): void {
    if (!this.#isHeldBack) return;
    this.#isHeldBack = false;
    sink.holdBack(false);
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
