import type { CanLink } from '../../can-bus/ports/socketcan-link.ts';
import type {
  SocketcanChannel,
  SocketcanFilter,
  SocketcanMessage,
  SocketcanModule,
} from '../../can-bus/ports/socketcan-module.ts';
import type { SocketcanSystem } from '../../can-bus/ports/socketcan-port.ts';

export interface Sent {
  readonly fd: boolean;
  readonly id: number;
  readonly hex: string;
  readonly flags: string;
}

/** A raw channel as the npm package has it, without a kernel: it throws where that throws. */
export class FakeChannel implements SocketcanChannel {
  readonly sent: Sent[] = [];
  filters: readonly SocketcanFilter[] = [];
  /** −1 from every send, as with a full queue or an interface that is down. */
  isFull = false;
  isRunning = false;
  /** The kernel stamps its frames. */
  readonly isStamped: boolean;
  readonly #onMessage: ((message: SocketcanMessage) => void)[] = [];
  readonly #onStopped: (() => void)[] = [];

  constructor(isStamped: boolean) {
    this.isStamped = isStamped;
  }

  addListener(event: 'onMessage' | 'onStopped', listener: (message: SocketcanMessage) => void): void {
    if (event === 'onMessage') this.#onMessage.push(listener);
    else this.#onStopped.push(() => listener({ id: 0, data: new Uint8Array(0) }));
  }

  start(): void {
    this.isRunning = true;
  }

  stop(): void {
    if (!this.isRunning) throw new Error('Channel not started');
    this.isRunning = false;
    for (const listener of this.#onStopped) listener();
  }

  send(message: SocketcanMessage): number {
    return this.#take(message, false);
  }

  sendFD(message: SocketcanMessage): number {
    return this.#take(message, true);
  }

  setRxFilters(filters: readonly SocketcanFilter[]): void {
    this.filters = filters;
  }

  receive(message: SocketcanMessage): void {
    for (const listener of this.#onMessage) listener(message);
  }

  #take(message: SocketcanMessage, fd: boolean): number {
    if (this.isFull) return -1;
    const flags = [message.ext && 'ext', message.rtr && 'rtr', message.fd_brs && 'brs'].filter(Boolean).join(' ');
    this.sent.push({ fd, id: message.id, hex: Buffer.from(message.data).toString('hex'), flags });
    return fd ? 72 : 16;
  }
}

export const UP = { kind: 'can', index: 3, isUp: true, hasCarrier: true, fd: false } as const;

/** A machine with one interface, whose state a test sets. */
export class FakeSystem implements SocketcanSystem {
  readonly channels: FakeChannel[] = [];
  link: CanLink = UP;
  hasCan = true;
  /** The kernel gives no socket. */
  refuses = false;

  load(): Promise<SocketcanModule> {
    return Promise.resolve({
      createRawChannelWithOptions: (
        _name: string,
        options: { readonly non_block_send: boolean; readonly timestamps: boolean },
      ): FakeChannel => {
        if (this.refuses || !options.non_block_send) throw new Error('Error while creating channel');
        const channel = new FakeChannel(options.timestamps);
        this.channels.push(channel);
        return channel;
      },
    });
  }

  readLink(): CanLink {
    return this.link;
  }

  kernelHasCan(): boolean {
    return this.hasCan;
  }

  /** The channel opened last. */
  get channel(): FakeChannel {
    const channel = this.channels.at(-1);
    if (channel === undefined) throw new Error('no channel has been opened');
    return channel;
  }
}
