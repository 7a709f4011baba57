import type { BindingInterface } from '@serialport/bindings-cpp';
import { ReplaySubject, Subject, type Observable } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';
import { DEFAULT_BAUD_RATE, formatBusUrl, type SlcanPtyUrl, type SlcanUrl } from './bus-url.ts';
import type { CanPort, PortStatus } from './can-port.ts';
import { PortError } from './port-error.ts';
import { openSerialLine, type SerialLine } from './serial-line.ts';
import { openSlcanChannel } from './slcan-channel.ts';
import type { StreamPort } from './stream-port.ts';
import { DEFAULT_BIT_RATE } from '../virtual-bus/bus-options.ts';

interface SlcanSerialOptions {
  /** What talks to the hardware; the system's own by default. */
  readonly binding?: BindingInterface;
  /** An adapter that answers nothing counts as open after this time. */
  readonly answerTimeoutMs?: number;
  /** First interval for looking for an unplugged adapter; doubled after each failure. */
  readonly firstRetryMs?: number;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/** An adapter while it is plugged in. */
interface PluggedIn {
  readonly line: SerialLine;
  readonly port: StreamPort;
  readonly isAnswered: boolean;
}

/** An SLCAN adapter on a serial line. It may be unplugged and plugged in again; the port stays. */
class SlcanSerialPort implements CanPort {
  readonly url: string;
  readonly frames: Observable<CanFrame>;
  readonly status: Observable<PortStatus>;
  readonly #target: SlcanUrl;
  readonly #options: SlcanSerialOptions;
  readonly #frames = new Subject<CanFrame>();
  readonly #status = new ReplaySubject<PortStatus>(1);
  #plugged: PluggedIn | null = null;
  #retryTimer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(target: SlcanUrl, url: string, options: SlcanSerialOptions) {
    this.url = url;
    this.#target = target;
    this.#options = options;
    this.frames = this.#frames.asObservable();
    this.status = this.#status.asObservable();
  }

  /** @throws PortError where there is no adapter, or its channel does not open */
  async plugIn(): Promise<void> {
    const plugged = await this.#open();
    if (this.#isClosed) {
      await unplug(plugged);
      return;
    }
    const { port, isAnswered } = plugged;
    this.#plugged = plugged;
    port.frames.subscribe((frame) => this.#frames.next(frame));
    this.#status.next({ kind: 'open' });
    if (!isAnswered)
      this.#reportTrouble({ reason: 'it has not answered; if no frame arrives, is it an SLCAN adapter?' });
    port.status.subscribe((status) => {
      if (status.kind === 'trouble') this.#reportTrouble(status);
      else if (status.kind === 'closed') this.#lose(plugged, status.reason);
    });
  }

  get receivedAgoUs(): number | null {
    return this.#plugged?.port.receivedAgoUs ?? null;
  }

  send(frame: CanFrame): boolean {
    if (frame.fd && !this.#target.fd) return false;
    return this.#plugged?.port.send(frame) ?? false;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    const plugged = this.#plugged;
    this.#plugged = null;
    if (plugged !== null) await unplug(plugged);
    this.#status.next({ kind: 'closed', cause: 'requested', reason: 'closed on our side' });
    this.#status.complete();
    this.#frames.complete();
  }

  async #open(): Promise<PluggedIn> {
    const { binding, answerTimeoutMs } = this.#options;
    const line = await openSerialLine({ ...this.#target, ...(binding === undefined ? {} : { binding }) });
    const { bitRate, dataBitRate, timestamps } = this.#target;
    try {
      const channel = await openSlcanChannel(line.stream, {
        url: this.url,
        bitRate,
        dataBitRate,
        timestamps,
        ...(answerTimeoutMs === undefined ? {} : { answerTimeoutMs }),
      });
      return { line, ...channel };
    } catch (error) {
      await line.close();
      throw error;
    }
  }

  #lose(plugged: PluggedIn, reason: string): void {
    if (this.#isClosed) return;
    this.#plugged = null;
    this.#reportTrouble({ reason: `the adapter is disconnected (${reason}); it is used again when it is back` });
    void plugged.line.close().then(() => this.#retryIn(this.#options.firstRetryMs ?? FIRST_RETRY_MS));
  }

  #retryIn(afterMs: number): void {
    if (this.#isClosed) return;
    this.#retryTimer = setTimeout(() => {
      this.plugIn().catch((error: unknown) => {
        if (!(error instanceof PortError)) throw error;
        this.#retryIn(Math.min(2 * afterMs, LAST_RETRY_MS));
      });
    }, afterMs);
  }

  #reportTrouble(trouble: { readonly reason: string; readonly refusedFrames?: number }): void {
    if (!this.#isClosed) this.#status.next({ ...trouble, kind: 'trouble' });
  }
}

async function unplug({ port, line }: PluggedIn): Promise<void> {
  await port.close();
  await line.close();
}

/**
 * Opens an SLCAN adapter on a serial line. When it is unplugged later, the port reports `trouble`, looks for it, and
 * reports `open` when it is back.
 *
 * @throws PortError (`bench`) where there is none, it is in use, permissions are missing, or its channel does not open
 */
export async function openSlcanSerialPort(url: SlcanUrl, options: SlcanSerialOptions = {}): Promise<CanPort> {
  const port = new SlcanSerialPort(url, formatBusUrl(url), options);
  await port.plugIn();
  return port;
}

/**
 * Opens the pseudo-terminal on which a car, or another program, simulates an adapter.
 *
 * @throws PortError (`bench`) as {@link openSlcanSerialPort}
 */
export async function openSlcanPtyClient(url: SlcanPtyUrl, options: SlcanSerialOptions = {}): Promise<CanPort> {
  const target: SlcanUrl = {
    kind: 'slcan',
    path: url.path,
    bitRate: DEFAULT_BIT_RATE,
    fd: true,
    dataBitRate: null,
    timestamps: null,
    baudRate: DEFAULT_BAUD_RATE,
  };
  const port = new SlcanSerialPort(target, formatBusUrl(url), options);
  await port.plugIn();
  return port;
}
