import { ReplaySubject, Subject, type Observable } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';
import { SYSTEM_WALL } from '../time/real-clock.ts';
import type { CanPort, PortCloseCause, PortStatus } from './can-port.ts';
import { FrameBacklog } from './frame-backlog.ts';
import { PortTime } from './port-time.ts';
import { decodeErrorFrame, type CanBusEvent } from './socketcan-bus-event.ts';
import { filtersFor, receiveTimeUs, SocketcanDecoder, SocketcanEncoder } from './socketcan-codec.ts';
import { isVirtual, openingError, restartCommand, upCommand } from './socketcan-hints.ts';
import { kernelHasCan, readCanLink, type CanLink } from './socketcan-link.ts';
import {
  loadSocketcanModule,
  type SocketcanChannel,
  type SocketcanMessage,
  type SocketcanModule,
} from './socketcan-module.ts';

/** What the port needs from its machine. */
export interface SocketcanSystem {
  load(): Promise<SocketcanModule>;
  readLink(interfaceName: string): CanLink;
  kernelHasCan(): boolean;
}

export interface SocketcanPortOptions {
  /** The ids to receive, filtered by the kernel; those above 7FF are 29-bit ids. Without it, all. */
  readonly ids?: readonly number[];
  /** How many frames may wait for a busy interface. */
  readonly queueFrames?: number;
  /** See {@link CanPort.wantStamps}; true where absent. */
  readonly stamps?: boolean;
  readonly system?: SocketcanSystem;
}

const REAL_SYSTEM: SocketcanSystem = { load: loadSocketcanModule, readLink: readCanLink, kernelHasCan };

/** Several of the longest ISO-TP messages (4095 bytes in 586 frames); a second of a full bus at 500 kbit/s. */
const QUEUE_FRAMES = 4_096;
/** A frame takes a quarter of this at 500 kbit/s, and the kernel's own queue holds at least ten. */
const RETRY_MS = 1;
/** The package does not report when an interface goes down or comes up, so it is polled. */
const WATCH_MS = 200;
/** A bus is never busy for longer than this. */
const STALL_MS = 1_000;
const CLOSE_GRACE_MS = 1_000;

/** `stalled` still accepts frames into its queue; in the other states they cannot be sent. */
type Condition = 'fine' | 'stalled' | 'bus-off' | 'down' | 'gone';

function describe(condition: Exclude<Condition, 'fine'>, name: string): string {
  switch (condition) {
    case 'stalled':
      return `${name} sends nothing: is another controller on the bus, at the same bit rate?`;
    case 'bus-off':
      return `${name} is bus-off, and takes no part in the bus until it is restarted (${restartCommand(name)})`;
    case 'down':
      return `${name} is down (${upCommand(name)})`;
    case 'gone':
      return `${name} is missing; it is used again when it is back`;
  }
}

/**
 * A Linux CAN interface. The port survives it: when the interface goes down, bus-off or is removed, the port continues
 * once it is back.
 */
export class SocketcanPort implements CanPort {
  readonly url: string;
  readonly frames: Observable<CanFrame>;
  readonly status: Observable<PortStatus>;
  /** Errors and state changes of the interface's controller. */
  readonly busEvents: Observable<CanBusEvent>;
  readonly #name: string;
  readonly #module: SocketcanModule;
  readonly #system: SocketcanSystem;
  readonly #ids: readonly number[];
  readonly #queueLimit: number;
  #wantsStamps: boolean;
  readonly #frames = new Subject<CanFrame>();
  readonly #status = new ReplaySubject<PortStatus>(1);
  readonly #busEvents = new Subject<CanBusEvent>();
  readonly #watcher: NodeJS.Timeout;
  readonly #time = new PortTime();
  readonly #encoder = new SocketcanEncoder();
  readonly #decoder = new SocketcanDecoder();
  #channel: SocketcanChannel | null;
  #link: CanLink;
  #condition: Condition = 'fine';
  #queue: CanFrame[] = [];
  #retry: NodeJS.Timeout | null = null;
  #stalledSinceMs: number | null = null;
  #hasRefusedFd = false;
  #isOpen = true;
  #onDrained: (() => void) | null = null;
  /** Of the frame that is being delivered: its age, where it waited here, or else its stamp. */
  #receivedAgoUs: number | null = null;
  #receivedUs: number | null = null;
  readonly #backlog = new FrameBacklog(QUEUE_FRAMES);
  #hasLost = false;

  /** For {@link openSocketcanPort}. @throws Error where the kernel gives no socket */
  constructor(name: string, module: SocketcanModule, link: CanLink, options: SocketcanPortOptions) {
    this.url = `socketcan:${name}`;
    this.frames = this.#frames.asObservable();
    this.status = this.#status.asObservable();
    this.busEvents = this.#busEvents.asObservable();
    this.#name = name;
    this.#module = module;
    this.#link = link;
    this.#system = options.system ?? REAL_SYSTEM;
    this.#ids = options.ids ?? [];
    this.#queueLimit = options.queueFrames ?? QUEUE_FRAMES;
    this.#wantsStamps = options.stamps ?? true;
    this.#channel = this.#connect();
    this.#status.next({ kind: 'open' });
    this.#watch();
    this.#watcher = setInterval(() => this.#watch(), WATCH_MS);
  }

  get receivedAgoUs(): number | null {
    if (this.#receivedUs === null) return this.#receivedAgoUs;
    // Few ask, and then once: a clock that nobody reads costs nothing.
    return this.#time.ageUs(this.#receivedUs, SYSTEM_WALL.nowUs());
  }

  send(frame: CanFrame): boolean {
    if (!this.#isOpen || !this.#canSend() || !this.#takesFormat(frame)) return false;
    if (this.#queue.length === 0) {
      if (this.#write(frame)) return true;
      // The interface may have been removed.
      this.#watch();
      if (!this.#canSend()) return false;
    }
    if (this.#queue.length >= this.#queueLimit) return false;
    this.#queue.push(frame);
    this.#retry ??= setTimeout(() => this.#flush(), RETRY_MS);
    return true;
  }

  /** The kernel reads its clock for each stamp: another socket, which takes the place of the present one. */
  wantStamps(on: boolean): void {
    if (on === this.#wantsStamps) return;
    this.#wantsStamps = on;
    if (this.#channel === null) return;
    this.#drop();
    this.#reconnect();
  }

  /** The bus itself cannot be paused: its frames are kept meanwhile, up to a limit. */
  holdBack(on: boolean): void {
    this.#backlog.holdBack(on);
    if (!on) setImmediate(() => this.#deliverKept());
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#queue.length > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, CLOSE_GRACE_MS);
        this.#onDrained = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#finish('requested', 'closed on our side');
  }

  #canSend(): boolean {
    return this.#channel !== null && (this.#condition === 'fine' || this.#condition === 'stalled');
  }

  #takesFormat(frame: CanFrame): boolean {
    if (!frame.fd || (this.#link.kind === 'can' && this.#link.fd)) return true;
    if (!this.#hasRefusedFd) {
      this.#hasRefusedFd = true;
      const hint = isVirtual(this.#name) ? `sudo ip link set ${this.#name} mtu 72, while it is down` : 'type can fd on';
      this.#status.next({ kind: 'trouble', reason: `${this.#name} does not accept CAN FD frames (${hint})` });
    }
    return false;
  }

  /** A separate socket: our own frames do not come back on it, those of other programs on this machine do. */
  #connect(): SocketcanChannel {
    const channel = this.#module.createRawChannelWithOptions(this.#name, {
      non_block_send: true,
      timestamps: this.#wantsStamps,
    });
    const filters = filtersFor(this.#ids);
    // The package would ignore an empty list.
    if (filters.length > 0) channel.setRxFilters(filters);
    channel.addListener('onMessage', (message) => {
      if (channel === this.#channel) this.#handleMessage(message);
    });
    channel.addListener('onStopped', () => {
      if (channel !== this.#channel) return;
      // It stops by itself when its interface is removed, and must not be stopped again.
      this.#channel = null;
      this.#watch();
    });
    channel.start();
    return channel;
  }

  #handleMessage(message: SocketcanMessage): void {
    if (message.err === true) {
      for (const event of decodeErrorFrame(message)) this.#handleBusEvent(event);
      return;
    }
    const frame = this.#decoder.decode(message);
    if (frame === null) return;
    const receivedUs = receiveTimeUs(message);
    if (this.#backlog.isOpen) {
      this.#receivedUs = receivedUs;
      this.#frames.next(frame);
      this.#receivedUs = null;
      return;
    }
    const nowUs = SYSTEM_WALL.nowUs();
    const agoUs = receivedUs === null ? null : this.#time.ageUs(receivedUs, nowUs);
    if (!this.#backlog.keep(frame, agoUs, nowUs)) this.#reportLost();
  }

  #deliver(frame: CanFrame, agoUs: number | null): void {
    this.#receivedAgoUs = agoUs;
    this.#frames.next(frame);
    this.#receivedAgoUs = null;
  }

  #deliverKept(): void {
    if (!this.#isOpen) return;
    this.#backlog.flow(SYSTEM_WALL.nowUs(), (frame, agoUs) => this.#deliver(frame, agoUs));
    if (this.#backlog.isEmpty) this.#hasLost = false;
  }

  #reportLost(): void {
    if (this.#hasLost) return;
    this.#hasLost = true;
    const reason = `${this.#name} delivers frames faster than the car's bus carries them: some are lost`;
    this.#status.next({ kind: 'trouble', reason });
  }

  #handleBusEvent(event: CanBusEvent): void {
    if (event.kind === 'bus-off') this.#become('bus-off');
    if (event.kind === 'restarted') this.#become('fine');
    this.#busEvents.next(event);
  }

  #write(frame: CanFrame): boolean {
    if (this.#channel === null) return false;
    const message = this.#encoder.encode(frame);
    const written = frame.fd ? this.#channel.sendFD(message) : this.#channel.send(message);
    if (typeof written !== 'number' || written < 0) return false;
    this.#stalledSinceMs = null;
    if (this.#condition === 'stalled') this.#become('fine');
    return true;
  }

  #flush(): void {
    this.#retry = null;
    let sent = 0;
    for (const frame of this.#queue) {
      if (!this.#write(frame)) break;
      sent++;
    }
    this.#queue = this.#queue.slice(sent);
    if (this.#queue.length === 0) {
      this.#onDrained?.();
      return;
    }
    this.#stalledSinceMs ??= performance.now();
    if (performance.now() - this.#stalledSinceMs >= STALL_MS) this.#become('stalled');
    this.#retry = setTimeout(() => this.#flush(), RETRY_MS);
  }

  /** Checks the interface and reports what has changed. */
  #watch(): void {
    const before = this.#link;
    const link = this.#system.readLink(this.#name);
    this.#link = link;
    if (link.kind !== 'can') {
      this.#drop();
      this.#become('gone');
      return;
    }
    // The old socket belongs to the previous interface.
    if (before.kind === 'can' && before.index !== link.index) this.#drop();
    if (!link.isUp) {
      this.#become('down');
      return;
    }
    if (this.#channel === null && !this.#reconnect()) return;
    if (!link.hasCarrier) this.#become('bus-off');
    else if (this.#condition !== 'stalled') this.#become('fine');
  }

  /** An interface may be removed between the check and the opening: the next check decides. */
  #reconnect(): boolean {
    try {
      this.#channel = this.#connect();
      return true;
    } catch {
      this.#become('gone');
      return false;
    }
  }

  #drop(): void {
    const channel = this.#channel;
    this.#channel = null;
    channel?.stop();
  }

  #become(condition: Condition): void {
    if (condition === this.#condition) return;
    this.#condition = condition;
    this.#stalledSinceMs = null;
    this.#hasRefusedFd = false;
    if (condition === 'fine') {
      this.#status.next({ kind: 'open' });
      return;
    }
    const lost = condition === 'stalled' ? 0 : this.#forgetQueue();
    this.#reportTrouble(describe(condition, this.#name), lost);
  }

  #reportTrouble(reason: string, refusedFrames: number): void {
    this.#status.next({ kind: 'trouble', reason, ...(refusedFrames === 0 ? {} : { refusedFrames }) });
  }

  /** Frames that waited for a missing bus would come too late for it. @returns how many frames there were */
  #forgetQueue(): number {
    const lost = this.#queue.length;
    this.#queue = [];
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#onDrained?.();
    return lost;
  }

  #finish(cause: PortCloseCause, reason: string): void {
    clearInterval(this.#watcher);
    this.#onDrained = null;
    this.#backlog.clear();
    const lost = this.#forgetQueue();
    if (lost > 0) this.#reportTrouble(`${this.#name} has not accepted the waiting frames`, lost);
    this.#drop();
    this.#status.next({ kind: 'closed', cause, reason });
    this.#status.complete();
    this.#frames.complete();
    this.#busEvents.complete();
  }
}

/**
 * Opens a Linux CAN interface. Other programs on it see the frames sent; these do not come back here.
 *
 * @throws PortError (bench) where the interface is missing, not a CAN interface, or down, where permissions are
 * missing, or the npm package `socketcan` is not usable
 */
export async function openSocketcanPort(
  url: { readonly interfaceName: string },
  options: SocketcanPortOptions = {},
): Promise<SocketcanPort> {
  const { interfaceName } = url;
  const system = options.system ?? REAL_SYSTEM;
  const module = await system.load();
  const link = system.readLink(interfaceName);
  if (link.kind !== 'can' || !link.isUp) throw openingError(interfaceName, link, system.kernelHasCan());
  try {
    return new SocketcanPort(interfaceName, module, link, options);
  } catch (cause) {
    throw openingError(interfaceName, link, system.kernelHasCan(), cause);
  }
}
