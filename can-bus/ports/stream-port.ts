import type { Duplex } from 'node:stream';
import { ReplaySubject, Subject, type Observable } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';
import type { ConnectionProblem } from '../uds/exchange.ts';
import { BoundedOutput, DEFAULT_OUTPUT_LIMITS, type OutputData, type OutputLimits } from './bounded-output.ts';
import type { CanPort, PortCloseCause, PortStatus } from './can-port.ts';
import { FloodWatch } from './flood-watch.ts';
import { type GateKeeper, ReadGate } from './read-gate.ts';

/** What a protocol wants done with the data it has read. */
export interface StreamProtocolSink {
  /** A frame from the other side; `receivedAgoUs` as {@link CanPort.receivedAgoUs}, null where absent. */
  deliver(frame: CanFrame, receivedAgoUs?: number | null): void;
  /** An answer, sent in order with the frames. */
  reply(data: OutputData): void;
  /** @param refusedFrames number of our frames that were refused */
  trouble(reason: string, refusedFrames?: number): void;
  /** Data after the answers so far waits until the other side speaks again, at most for the given time. */
  pause(forMs: number): void;
  /** False: data that the other side sends from here on must not be read now. */
  readonly mayGoOn: () => boolean;
  /** The protocol has no room for more, or has room again. */
  holdBack(on: boolean): void;
  /** The protocol ends the connection, after what it has sent; or its stay on the bus, where that has ended. */
  end(reason: string): void;
}

/** How frames are written on a byte stream: the part in which stream ports differ from each other. */
export interface StreamProtocol {
  /**
   * What it sends goes out when the present event has been handled, not at the end of the turn of the event loop: a few
   * microseconds sooner, in more writes where several events belong together.
   */
  readonly writesAtOnce?: boolean;
  /** Called once, before anything is received: a side that speaks first does so here. */
  opened?(sink: StreamProtocolSink): void;
  /** @returns how many bytes were read: all of them, unless the sink said not to go on */
  receive(chunk: Uint8Array, sink: StreamProtocolSink): number;
  /** Null where the frame is not to be sent at this time. */
  encode(frame: CanFrame): string | null;
  /** A frame that was delivered is complete on the bus. */
  confirm?(frame: CanFrame): void;
  /**
   * Data that has no meaning to the other side: it shows that a flooding client has disconnected, because its
   * disconnection is queued behind all it has sent. Absent where answers serve the same purpose.
   */
  readonly probe?: string;
  /** Waiting data was dropped, with `onLag: 'drop'`. */
  dropped?(): void;
  /** What is missing where the other side ends the connection at this time; null where nothing is. */
  incomplete?(): string | null;
  /** As {@link CanPort.requestProblem}. */
  requestProblem?(): ConnectionProblem | null;
  /**
   * For how many milliseconds the other side is still sent what it has asked for, once it has closed its sending side; 0:
   * nothing is due. Asked then, and after all that is sent to it. Absent: 0.
   */
  answersForMs?(): number;
  /**
   * Called once, when the connection has ended, for whatever reason: true where something is still to be finished on the
   * bus. The port then stays there without the other side, until the protocol ends it ({@link StreamProtocolSink.end}).
   * Absent: false.
   */
  remains?(): boolean;
  /** Called once, at the end: timers stop here. */
  closed?(): void;
  /** Sent last when we close. */
  readonly farewell: string;
}

/**
 * What happens when the other side lags too far behind. `cut-off`: it is disconnected. `refuse`: the frame is refused.
 * `drop`: all waiting data is dropped, and the port continues, for the next reader.
 */
type LagPolicy = 'cut-off' | 'refuse' | 'drop';

interface StreamPortOptions {
  readonly url: string;
  readonly protocol: StreamProtocol;
  readonly onLag: LagPolicy;
  readonly limits?: OutputLimits;
}

/** After a program has closed its sending side: how long an answer may take that is due. P2* is 5 s. */
export const ANSWER_TIME_MS = 10_000;
/** The same where a protocol passes frames on, and knows of no answers. P2 is 50 ms. */
export const FRAMES_TIME_MS = 250;
const CLOSE_GRACE_MS = 1_000;
const PROBE_EVERY_MS = 20;
/** What else is written within this many of them serves as one: some programs report a probe that comes alone. */
const TURNS_WITHOUT_OUTPUT = 10;
/** The other side broke the connection without closing it. */
const LEAVING_ERRORS: readonly string[] = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A port on an open byte stream; a socket must be `allowHalfOpen`, because this class decides when to end it. */
export class StreamPort implements CanPort {
  readonly url: string;
  readonly frames: Observable<CanFrame>;
  readonly status: Observable<PortStatus>;
  readonly #stream: Duplex;
  readonly #protocol: StreamProtocol;
  readonly #output: BoundedOutput;
  readonly #limits: OutputLimits;
  readonly #onLag: LagPolicy;
  readonly #frames = new Subject<CanFrame>();
  readonly #status = new ReplaySubject<PortStatus>(1);
  readonly #gone: Promise<void>;
  readonly #gate: ReadGate;
  readonly #flood = new FloodWatch();
  readonly confirm?: (frame: CanFrame) => void;
  #probeTimer: NodeJS.Timeout | null = null;
  /** Turns of the timer since the last output. */
  #turnsWithoutOutput = 0;
  #isOpen = true;
  /** The other side has disconnected, and its data is still being read. */
  #leaving: { readonly cause: PortCloseCause; readonly reason: string } | null = null;
  /** The other side has closed its sending side, and waits for answers. */
  #awaiting: {
    readonly reason: string;
    readonly timer: NodeJS.Timeout;
    /** What it has sent is read. */
    readonly isRead: boolean;
  } | null = null;
  /** The connection has ended; the protocol still finishes something on the bus, as long as the port is open. */
  #ending: { readonly cause: PortCloseCause; readonly reason: string } | null = null;
  #receivedAgoUs: number | null = null;

  constructor(stream: Duplex, options: StreamPortOptions) {
    this.url = options.url;
    this.frames = this.#frames.asObservable();
    this.status = this.#status.asObservable();
    this.#stream = stream;
    this.#protocol = options.protocol;
    this.#limits = options.limits ?? DEFAULT_OUTPUT_LIMITS;
    this.#output = new BoundedOutput(stream, this.#limits, options.protocol.writesAtOnce === true);
    this.#onLag = options.onLag;
    this.#gone = new Promise((resolve) => stream.once('close', () => resolve()));
    const sink = this.#createSink();
    const { protocol } = options;
    this.#gate = new ReadGate((chunk) => protocol.receive(chunk, sink));
    if (protocol.confirm !== undefined) this.confirm = (frame) => protocol.confirm?.(frame);
    this.#status.next({ kind: 'open' });
    this.#listen(sink);
  }

  #createSink(): StreamProtocolSink {
    return {
      deliver: (frame, receivedAgoUs = null) => {
        if (!this.#isOpen) return;
        this.#receivedAgoUs = receivedAgoUs;
        this.#frames.next(frame);
        this.#receivedAgoUs = null;
      },
      reply: (data) => {
        this.#put(data, 0);
        this.#endWhenAnswered();
      },
      trouble: (reason, refusedFrames) => this.#reportTrouble(reason, refusedFrames),
      pause: (forMs) => this.#output.pause(forMs),
      mayGoOn: () => this.#isConnected && this.#gate.isOpen,
      holdBack: (on) => this.#keepGate('protocol', on),
      end: (reason) => {
        if (this.#ending === null) this.#ended('requested', reason);
        else this.#finish();
      },
    };
  }

  /** Everything is read from events: none occurs before the caller has received the port. */
  #listen(sink: StreamProtocolSink): void {
    const stream = this.#stream;
    stream.on('data', (chunk: Uint8Array) => {
      if (!this.#isConnected) return;
      this.#output.resume();
      this.#gate.push(chunk);
      if (!this.#gate.isOpen) stream.pause();
    });
    stream.on('end', () => {
      this.#closedItsSide(this.#protocol.incomplete?.() ?? 'the other side closed the connection');
    });
    stream.on('error', (error) => {
      const left = LEAVING_ERRORS.includes(codeOf(error));
      if (left) this.#brokenOff();
      else this.#ended('failed', error.message);
    });
    stream.on('close', () => {
      if (this.#awaiting !== null) this.#ended('left', this.#awaiting.reason);
      else if (this.#leaving === null) this.#ended('failed', 'the connection was lost');
    });
    this.#protocol.opened?.(sink);
  }

  /** The other side says nothing more; it may still read. */
  get isLeft(): boolean {
    return this.#awaiting !== null || this.#leaving !== null || this.#ending !== null;
  }

  get #isConnected(): boolean {
    return this.#isOpen && this.#ending === null;
  }

  get receivedAgoUs(): number | null {
    return this.#receivedAgoUs;
  }

  requestProblem(): ConnectionProblem | null {
    return this.#protocol.requestProblem?.() ?? null;
  }

  holdBack(on: boolean): void {
    if (!this.#isConnected) return;
    this.#keepGate('bus', on);
    if (on) this.#flood.heldBack(performance.now());
    else this.#flood.released(performance.now());
    if (on && this.#protocol.probe !== undefined) {
      this.#probeTimer ??= setInterval(() => this.#probe(), PROBE_EVERY_MS).unref();
    }
  }

  yieldTurn(): void {
    if (!this.#gate.isOpen) return;
    this.#gate.shut('turn');
    setImmediate(() => {
      this.#gate.open('turn');
      this.#flow();
    });
  }

  send(frame: CanFrame): boolean {
    if (!this.#isOpen) return false;
    const isHeard = this.#leaving === null && this.#ending === null;
    // One that finishes something on the bus hears it to the end.
    if (!isHeard && this.#protocol.remains === undefined) return false;
    const text = this.#protocol.encode(frame);
    if (!isHeard) return true;
    const isTaken = text === null || this.#put(text, 1);
    this.#endWhenAnswered();
    return isTaken;
  }

  async close(): Promise<void> {
    if (this.#isOpen && this.#protocol.farewell !== '') this.#output.put(this.#protocol.farewell, 0);
    this.#ended('requested', 'closed on our side');
    this.#finish();
    await this.#gone;
  }

  #put(data: OutputData, frames: number): boolean {
    this.#turnsWithoutOutput = 0;
    if (this.#output.put(data, frames)) return true;
    if (!this.#isConnected || this.#leaving !== null) return false;
    const { frames: maxFrames, bytes } = this.#limits;
    const lag = `it lagged behind by more than ${maxFrames} frames or ${bytes} bytes`;
    if (this.#onLag === 'cut-off') this.#ended('cut-off', lag);
    if (this.#onLag === 'drop') {
      this.#output.drop();
      this.#protocol.dropped?.();
      this.#reportTrouble(`${lag}: waiting data was dropped`);
    }
    return false;
  }

  #reportTrouble(reason: string, refusedFrames?: number): void {
    const refused = refusedFrames === undefined ? {} : { refusedFrames };
    if (this.#isOpen) this.#status.next({ kind: 'trouble', reason, ...refused });
  }

  #keepGate(keeper: GateKeeper, on: boolean): void {
    if (on) this.#gate.shut(keeper);
    else {
      this.#gate.open(keeper);
      // Not at once: the bus, or the protocol, is in the middle of a step.
      if (this.#gate.isOpen) setImmediate(() => this.#flow());
    }
  }

  #flow(): void {
    if (!this.#isConnected) return;
    this.#gate.flow();
    if (!this.#gate.isOpen) return;
    if (this.#awaiting?.isRead === false) this.#closedItsSide(this.#awaiting.reason);
    else if (this.#leaving === null) this.#stream.resume();
    else this.#ended(this.#leaving.cause, this.#leaving.reason);
  }

  /** Writing to a closed connection fails sooner or later; nothing else reveals it while its frames wait to be read. */
  #probe(): void {
    const isFlooding = this.#flood.isFlooding(performance.now());
    const isDue = isFlooding && ++this.#turnsWithoutOutput >= TURNS_WITHOUT_OUTPUT;
    if (isDue && this.#protocol.probe !== undefined) this.#put(this.#protocol.probe, 0);
    if (!isFlooding && this.#gate.isOpen) this.#stopProbing();
  }

  #stopProbing(): void {
    if (this.#probeTimer !== null) clearInterval(this.#probeTimer);
    this.#probeTimer = null;
  }

  /** It may still read: what it has asked for is sent before the connection ends, after the rest of it has been read. */
  #closedItsSide(reason: string): void {
    if (this.#awaiting !== null) clearTimeout(this.#awaiting.timer);
    const isRead = this.#gate.isEmpty || this.#flood.isFlooding(performance.now());
    const answersForMs = isRead ? (this.#protocol.answersForMs?.() ?? 0) : ANSWER_TIME_MS;
    if (!this.#isConnected || answersForMs === 0 || !this.#stream.writable) {
      this.#ended('left', reason);
      return;
    }
    this.#awaiting = { reason, isRead, timer: setTimeout(() => this.#ended('left', reason), answersForMs) };
  }

  /** Not at once: the protocol is in the middle of its answer. */
  #endWhenAnswered(): void {
    const awaiting = this.#awaiting;
    if (awaiting?.isRead !== true) return;
    setImmediate(() => {
      if (this.#protocol.answersForMs?.() === 0) this.#ended('left', awaiting.reason);
    });
  }

  /**
   * What a program sends before it disconnects goes to the bus, although it does not wait for that; the data of a
   * flooding client does not.
   */
  #brokenOff(): void {
    const reason = this.#awaiting?.reason ?? 'the other side broke the connection';
    const nowMs = performance.now();
    if (!this.#isConnected || this.#gate.isEmpty || this.#flood.isFlooding(nowMs)) this.#ended('left', reason);
    else {
      this.#leaving = { cause: 'left', reason };
      this.#output.abandon();
      setTimeout(() => this.#ended('left', reason), CLOSE_GRACE_MS).unref();
    }
  }

  /** The first cause counts; later ones are its consequences. */
  #ended(cause: PortCloseCause, reason: string): void {
    if (!this.#isConnected) return;
    this.#ending = { cause, reason };
    this.#gate.clear();
    this.#stopProbing();
    if (this.#awaiting !== null) clearTimeout(this.#awaiting.timer);
    const remains = this.#protocol.remains?.() === true;
    if (!remains) this.#leave();
    if (cause === 'requested' || cause === 'left') this.#part();
    else this.#abandon();
    if (!remains) this.#report();
  }

  /** Nothing is left to be finished on the bus either. */
  #finish(): void {
    if (!this.#isOpen) return;
    this.#leave();
    this.#report();
  }

  #leave(): void {
    this.#isOpen = false;
    this.#protocol.closed?.();
  }

  #report(): void {
    if (this.#ending !== null) this.#status.next({ kind: 'closed', ...this.#ending });
    this.#status.complete();
    this.#frames.complete();
  }

  /** Sends the rest, also to a side that has stopped sending but still reads, with a time limit. */
  #part(): void {
    const stream = this.#stream;
    this.#output.finish();
    stream.end();
    if (stream.writableFinished) stream.destroy();
    else stream.once('finish', () => stream.destroy());
    const timer = setTimeout(() => stream.destroy(), CLOSE_GRACE_MS);
    stream.once('close', () => clearTimeout(timer));
  }

  #abandon(): void {
    this.#output.abandon();
    this.#stream.destroy();
  }
}
