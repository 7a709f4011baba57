import { toHex } from '../bytes/hex.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import type { IsoTpConfig } from '../isotp/types.ts';
import type { Alarm, Clock } from '../time/clock.ts';
import type { Micros } from '../time/micros.ts';
import { AnswerWindow } from '../uds/answer-window.ts';
import { UDS_CLIENT_DEFAULTS } from '../uds/client-config.ts';
import type { OutputLimits } from './bounded-output.ts';
import type { HostPortUrl } from './bus-url.ts';
import type { CanPortServer } from './can-port.ts';
import { IsoTpLink } from './iso-tp-link.ts';
import type { StreamProtocol, StreamProtocolSink } from './stream-port.ts';
import { serveTcpPort } from './tcp-port-server.ts';
import { encodeUdsLine, UdsLineParser } from './uds-lines-codec.ts';

/** What the bus does for the ports on it, beside carrying their frames. */
export interface BusBehavior {
  /** Each frame of a port is confirmed when it is complete on the bus ({@link CanPort.confirm}). */
  readonly confirms?: boolean;
  /**
   * True in virtual time: once a frame of a port is accepted, everything pending has been sent. No answer is due after
   * that, however much time passes. Asked each time, for a bus may change in this; it does not where absent.
   */
  readonly settles?: () => boolean;
  /** What the bus may add to P2 and P2*, in time of the clock; asked by each client, 100 ms where absent. */
  readonly answerMarginUs?: () => Micros;
}

interface UdsLinesServerOptions extends BusBehavior {
  /** The channel to the ECU, as a tester sees it: `sendId` is the request id. */
  readonly channel: IsoTpConfig;
  /** For the time limits and separations of ISO 15765-2, and for P2 and P2*. */
  readonly clock: Clock;
  /** How far a client may lag; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
}

/**
 * One connection of a program that knows UDS and nothing below: a tester on the car's bus, of which the program is
 * the head. It listens only while an answer of its own is due (see {@link AnswerWindow}), so that it neither passes on
 * nor asks for what another tool is answered.
 */
class UdsLinesServerProtocol implements StreamProtocol {
  readonly farewell = '';
  readonly #options: UdsLinesServerOptions;
  readonly #parser = new UdsLineParser();
  readonly #window: AnswerWindow;
  #link: IsoTpLink | null = null;
  #alarm: Alarm | null = null;
  #sink: StreamProtocolSink | null = null;

  constructor(options: UdsLinesServerOptions) {
    this.#options = options;
    const { p2Us, p2StarUs, marginUs } = UDS_CLIENT_DEFAULTS;
    this.#window = new AnswerWindow({ p2Us, p2StarUs, marginUs: options.answerMarginUs?.() ?? marginUs });
  }

  opened(sink: StreamProtocolSink): void {
    const { channel, clock, confirms = false, settles = (): boolean => false } = this.#options;
    this.#sink = sink;
    // An answer that came as late as the alarm is worked off first.
    this.#alarm = clock.createAlarm('answer', () => setImmediate(() => this.#expire(clock.nowUs())));
    this.#link = new IsoTpLink({
      config: channel,
      clock,
      confirms,
      deliver: (frame) => sink.deliver(frame),
      accepts: (start, nowUs) => this.#window.accepts(start, nowUs),
      receptionStarted: () => this.#window.onReceptionStarted(),
      received: (payload, nowUs) => {
        this.#window.onReceived(payload, nowUs);
        sink.reply(encodeUdsLine(payload));
        this.#arm();
      },
      sent: (nowUs) => {
        this.#window.onSent(nowUs);
        sink.holdBack(false);
        this.#arm();
      },
      notSent: () => {
        this.#window.onSendFailed();
        sink.holdBack(false);
      },
      notReceived: () => {
        this.#window.onReceiveFailed();
        if (settles()) this.#reportUnanswered(this.#window.onSettled());
        this.#arm();
      },
      failed: (reason) => sink.trouble(reason),
      quiet: () => {
        if (settles()) this.#reportUnanswered(this.#window.onSettled());
      },
    });
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    return this.#parser.push(
      chunk,
      (line) => {
        if (line.kind === 'malformed') sink.trouble(`a line is no UDS message: ${line.reason}`);
        else this.#request(line.payload, sink);
      },
      sink.mayGoOn,
    );
  }

  encode(frame: CanFrame): null {
    const { channel, clock } = this.#options;
    const { sendId } = channel.addressing;
    if (frame.id === sendId && frame.extended === channel.extendedIds) this.#window.onOthersRequest(clock.nowUs());
    if (this.#window.isOpen) this.#link?.take(frame);
    return null;
  }

  confirm(frame: CanFrame): void {
    this.#link?.confirm(frame);
  }

  closed(): void {
    this.#link?.close();
    this.#alarm?.disarm();
    this.#sink = null;
  }

  #request(payload: Uint8Array, sink: StreamProtocolSink): void {
    // Before it is sent: in virtual time the answer is there when `send` returns.
    this.#window.onRequest(payload);
    this.#link?.send(payload);
    // More lines wait in the socket until there is room for them.
    if (this.#link?.isFull === true) sink.holdBack(true);
  }

  #expire(nowUs: Micros): void {
    this.#reportUnanswered(this.#window.onDeadline(nowUs));
    this.#arm();
  }

  #arm(): void {
    if (this.#sink !== null) this.#alarm?.arm(this.#window.deadlineUs());
  }

  #reportUnanswered(requests: readonly Uint8Array[]): void {
    for (const request of requests) {
      const shown = request.length > 8 ? `${toHex(request.subarray(0, 8))}…` : toHex(request);
      this.#sink?.trouble(`no answer to ${shown} in time; one that comes later is not passed on`);
    }
  }
}

/**
 * Serves UDS as lines on TCP, for one client at a time; a second one is informed so, in a line that is no message,
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
