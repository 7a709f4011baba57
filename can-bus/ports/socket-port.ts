import type { Socket } from 'node:net';
import { ReplaySubject, Subject, type Observable } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';
import { BoundedOutput, DEFAULT_OUTPUT_LIMITS, type OutputLimits } from './bounded-output.ts';
import type { CanPort, PortCloseCause, PortStatus } from './can-port.ts';

/** What a protocol wants done with what it has read. */
export interface SocketProtocolSink {
  /** A frame of the other side. */
  deliver(frame: CanFrame): void;
  /** An answer, sent in order with the frames. */
  reply(text: string): void;
  trouble(reason: string): void;
}

/** How frames are written on a byte stream: the part in which one port on a socket differs from another. */
export interface SocketProtocol {
  receive(chunk: Uint8Array, sink: SocketProtocolSink): void;
  /** Null where the frame is not to be sent at this time. */
  encode(frame: CanFrame): string | null;
  /** What is sent last when we close. */
  readonly farewell: string;
}

export interface SocketPortOptions {
  readonly url: string;
  readonly protocol: SocketProtocol;
  /** What happens when the other side lags too far behind: it is parted from, or the frame is refused. */
  readonly onLag: 'cut-off' | 'refuse';
  readonly limits?: OutputLimits;
}

const CLOSE_GRACE_MS = 1_000;
const KEEP_ALIVE_MS = 30_000;
/** The other side hung up, rudely. */
const LEAVING_ERRORS: readonly string[] = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A port on a connected socket, which must be `allowHalfOpen`: its end is ours to decide. */
export class SocketPort implements CanPort {
  readonly url: string;
  readonly frames: Observable<CanFrame>;
  readonly status: Observable<PortStatus>;
  readonly #socket: Socket;
  readonly #protocol: SocketProtocol;
  readonly #output: BoundedOutput;
  readonly #limits: OutputLimits;
  readonly #onLag: 'cut-off' | 'refuse';
  readonly #frames: Subject<CanFrame> = new Subject();
  readonly #status: ReplaySubject<PortStatus> = new ReplaySubject(1);
  readonly #gone: Promise<void>;
  #isOpen = true;

  constructor(socket: Socket, options: SocketPortOptions) {
    this.url = options.url;
    this.frames = this.#frames.asObservable();
    this.status = this.#status.asObservable();
    this.#socket = socket;
    this.#protocol = options.protocol;
    this.#limits = options.limits ?? DEFAULT_OUTPUT_LIMITS;
    this.#output = new BoundedOutput(socket, this.#limits);
    this.#onLag = options.onLag;
    this.#gone = new Promise((resolve) => socket.once('close', () => resolve()));
    this.#status.next({ kind: 'open' });
    this.#listen();
  }

  /** Everything here runs from events: nothing has been read before the caller has had the port in hand. */
  #listen(): void {
    const sink: SocketProtocolSink = {
      deliver: (frame) => {
        if (this.#isOpen) this.#frames.next(frame);
      },
      reply: (text) => this.#put(text, 0),
      trouble: (reason) => {
        if (this.#isOpen) this.#status.next({ kind: 'trouble', reason });
      },
    };
    const socket = this.#socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (chunk) => {
      if (this.#isOpen) this.#protocol.receive(chunk, sink);
    });
    socket.on('end', () => this.#ended('left', 'the other side closed the connection'));
    socket.on('error', (error) => {
      const left = LEAVING_ERRORS.includes(codeOf(error));
      this.#ended(left ? 'left' : 'failed', left ? 'the other side broke the connection' : error.message);
    });
    socket.on('close', () => this.#ended('failed', 'the connection is gone'));
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
    if (this.#isOpen && this.#onLag === 'cut-off') {
      const { frames: maxFrames, bytes } = this.#limits;
      this.#ended('cut-off', `it lagged behind by more than ${maxFrames} frames or ${bytes} bytes`);
    }
    return false;
  }

  /** The first cause counts; what comes after it is its consequence. */
  #ended(cause: PortCloseCause, reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (cause === 'requested' || cause === 'left') this.#part();
    else this.#abandon();
    this.#status.next({ kind: 'closed', cause, reason });
    this.#status.complete();
    this.#frames.complete();
  }

  /** Sends what is left, also to one that has said its last word but still reads; not for ever. */
  #part(): void {
    this.#output.finish();
    this.#socket.destroySoon();
    const timer = setTimeout(() => this.#socket.destroy(), CLOSE_GRACE_MS);
    this.#socket.once('close', () => clearTimeout(timer));
  }

  #abandon(): void {
    this.#output.abandon();
    this.#socket.destroy();
  }
}
