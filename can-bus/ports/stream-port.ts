import type { Duplex } from 'node:stream';
import { ReplaySubject, Subject, type Observable } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';
import { BoundedOutput, DEFAULT_OUTPUT_LIMITS, type OutputLimits } from './bounded-output.ts';
import type { CanPort, PortCloseCause, PortStatus } from './can-port.ts';

/** What a protocol wants done with what it has read. */
export interface StreamProtocolSink {
  /** A frame of the other side; `receivedAgoUs` as {@link CanPort.receivedAgoUs}, null where it is left out. */
  deliver(frame: CanFrame, receivedAgoUs?: number | null): void;
  /** An answer, sent in order with the frames. */
  reply(text: string): void;
  trouble(reason: string): void;
  /** What comes after the answers so far waits until the other side speaks again, at most so long. */
  pause(forMs: number): void;
}

/** How frames are written on a byte stream: the part in which one port on a stream differs from another. */
export interface StreamProtocol {
  /** Once, before anything is received: who speaks first does so here. */
  opened?(sink: StreamProtocolSink): void;
  receive(chunk: Uint8Array, sink: StreamProtocolSink): void;
  /** Null where the frame is not to be sent at this time. */
  encode(frame: CanFrame): string | null;
  /** What waited to be sent is lost, with `onLag: 'drop'`. */
  dropped?(): void;
  /** Once, at the end: timers end here. */
  closed?(): void;
  /** What is sent last when we close. */
  readonly farewell: string;
}

/**
 * What happens when the other side lags too far behind. `cut-off`: it is parted from. `refuse`: the frame is refused.
 * `drop`: all that waits is dropped, and the port goes on, for whoever comes to read.
 */
export type LagPolicy = 'cut-off' | 'refuse' | 'drop';

export interface StreamPortOptions {
  readonly url: string;
  readonly protocol: StreamProtocol;
  readonly onLag: LagPolicy;
  readonly limits?: OutputLimits;
}

const CLOSE_GRACE_MS = 1_000;
/** The other side hung up, rudely. */
const LEAVING_ERRORS: readonly string[] = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A port on a byte stream that is open; a socket must be `allowHalfOpen`, for its end is ours to decide. */
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
  #isOpen = true;
  #receivedAgoUs: number | null = null;

  constructor(stream: Duplex, options: StreamPortOptions) {
    this.url = options.url;
    this.frames = this.#frames.asObservable();
    this.status = this.#status.asObservable();
    this.#stream = stream;
    this.#protocol = options.protocol;
    this.#limits = options.limits ?? DEFAULT_OUTPUT_LIMITS;
    this.#output = new BoundedOutput(stream, this.#limits);
    this.#onLag = options.onLag;
    this.#gone = new Promise((resolve) => stream.once('close', () => resolve()));
    this.#status.next({ kind: 'open' });
    this.#listen();
  }

  /** Everything is read from events: nothing has been before the caller has had the port in hand. */
  #listen(): void {
    const sink: StreamProtocolSink = {
      deliver: (frame, receivedAgoUs = null) => {
        if (!this.#isOpen) return;
        this.#receivedAgoUs = receivedAgoUs;
        this.#frames.next(frame);
        this.#receivedAgoUs = null;
      },
      reply: (text) => this.#put(text, 0),
      trouble: (reason) => this.#tellTrouble(reason),
      pause: (forMs) => this.#output.pause(forMs),
    };
    const stream = this.#stream;
    stream.on('data', (chunk: Uint8Array) => {
      if (!this.#isOpen) return;
      this.#output.resume();
      this.#protocol.receive(chunk, sink);
    });
    stream.on('end', () => this.#ended('left', 'the other side closed the connection'));
    stream.on('error', (error) => {
      const left = LEAVING_ERRORS.includes(codeOf(error));
      this.#ended(left ? 'left' : 'failed', left ? 'the other side broke the connection' : error.message);
    });
    stream.on('close', () => this.#ended('failed', 'the connection is gone'));
    this.#protocol.opened?.(sink);
  }

  get receivedAgoUs(): number | null {
    return this.#receivedAgoUs;
  }

  /** One that is not cut off for its lag is not cut off for anything: its frames are dropped where they go. */
  cutOff(reason: string): void {
    if (this.#onLag === 'cut-off') this.#ended('cut-off', reason);
  }

  send(frame: CanFrame): boolean {
    if (!this.#isOpen) return false;
    const text = this.#protocol.encode(frame);
    return text === null || this.#put(text, 1);
  }

  async close(): Promise<void> {
    if (this.#isOpen && this.#protocol.farewell !== '') this.#output.put(this.#protocol.farewell, 0);
    this.#ended('requested', 'closed on our side');
    await this.#gone;
  }

  #put(text: string, frames: number): boolean {
    if (this.#output.put(text, frames)) return true;
    if (!this.#isOpen) return false;
    const { frames: maxFrames, bytes } = this.#limits;
    const lag = `it lagged behind by more than ${maxFrames} frames or ${bytes} bytes`;
    if (this.#onLag === 'cut-off') this.#ended('cut-off', lag);
    if (this.#onLag === 'drop') {
      this.#output.drop();
      this.#protocol.dropped?.();
      this.#tellTrouble(`${lag}: what waited is dropped`);
    }
    return false;
  }

  #tellTrouble(reason: string): void {
    if (this.#isOpen) this.#status.next({ kind: 'trouble', reason });
  }

  /** The first cause counts; what comes after it is its consequence. */
  #ended(cause: PortCloseCause, reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#protocol.closed?.();
    if (cause === 'requested' || cause === 'left') this.#part();
    else this.#abandon();
    this.#status.next({ kind: 'closed', cause, reason });
    this.#status.complete();
    this.#frames.complete();
  }

  /** Sends what is left, also to one that has said its last word but still reads; not for ever. */
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
