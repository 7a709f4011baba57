import type { Server, Socket } from 'node:net';
import { ReplaySubject, Subject, type Observable } from 'rxjs';
import type { OutputLimits } from './bounded-output.ts';
import { formatBusUrl, type TcpUrl } from './bus-url.ts';
import type { CanPort, CanPortServer, ServerStatus } from './can-port.ts';
import { rareTroubles } from './rare-trouble.ts';
import { StreamPort, type StreamProtocol } from './stream-port.ts';
import { listen, peerOf } from './tcp.ts';
import type { TlsIdentity } from './tls-identity.ts';

interface TcpPortServerOptions {
  readonly maxClients: number;
  /** The protocol for a new client. */
  readonly createProtocol: () => StreamProtocol;
  /** The message to a client that exceeds the limit, in words of the protocol. */
  readonly refusal: (reason: string) => string;
  /** How far a client may lag; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
  /** Connections are TLS. */
  readonly secure?: TlsIdentity;
}

/**
 * A tool that reconnects may be faster than the notification of its disconnection: how long an excess client waits for
 * a place.
 */
const PLACE_GRACE_MS = 50;
/** How long a refused client has to read the reason. */
const REFUSAL_GRACE_MS = 1_000;
/** In addition to the clients: how many are informed that there is no place; the system drops further ones. */
const MAX_REFUSED = 16;

/** A bus served on TCP; each client is a port of its own. */
class TcpPortServer implements CanPortServer {
  readonly clients: Observable<CanPort>;
  readonly status: Observable<ServerStatus>;
  readonly #options: TcpPortServerOptions;
  readonly #clients = new Subject<CanPort>();
  readonly #status = new ReplaySubject<ServerStatus>(1);
  readonly #guests = new Set<Socket>();
  readonly #present = new Set<StreamPort>();
  #url = '';
  #kind = '';
  #server: Server | null = null;

  constructor(options: TcpPortServerOptions) {
    this.#options = options;
    this.clients = this.#clients.asObservable();
    this.status = this.#status.asObservable();
  }

  get url(): string {
    return this.#url;
  }

  async start<Url extends TcpUrl>(url: Url): Promise<Url> {
    const listening = await listen(url, (socket) => this.#onConnection(socket), this.#options.secure);
    this.#server = listening.server;
    this.#server.maxConnections = this.#options.maxClients + MAX_REFUSED;
    this.#server.on('error', (error) => this.#status.next({ kind: 'trouble', reason: error.message }));
    this.#url = formatBusUrl(listening.url);
    this.#kind = url.kind;
    this.#status.next({ kind: 'listening', url: this.#url });
    return listening.url;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const isDown = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const guest of this.#guests) guest.destroy();
    await Promise.all([...this.#present].map(async (port) => port.close()));
    await isDown;
    this.#status.next({ kind: 'closed' });
    this.#status.complete();
    this.#clients.complete();
  }

  get #isFull(): boolean {
    let count = 0;
    for (const port of this.#present) if (!port.isLeft) count++;
    return count >= this.#options.maxClients;
  }

  #onConnection(socket: Socket): void {
    // It has broken off already, and has no address any more.
    if (socket.remoteAddress === undefined) {
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    if (!this.#isFull) {
      this.#admit(socket);
      return;
    }
    this.#guests.add(socket);
    const timer = setTimeout(() => this.#admitOrRefuse(socket), PLACE_GRACE_MS);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      this.#guests.delete(socket);
    });
  }

  #admitOrRefuse(socket: Socket): void {
    if (this.#isFull) {
      this.#refuse(socket);
      return;
    }
    this.#guests.delete(socket);
    this.#admit(socket);
  }

  #admit(socket: Socket): void {
    const { limits, createProtocol } = this.#options;
    const port = new StreamPort(socket, {
      url: `${this.#kind}:${peerOf(socket)}`,
      protocol: createProtocol(),
      onLag: 'cut-off',
      ...(limits === undefined ? {} : { limits }),
    });
    this.#present.add(port);
    this.#status.next({ kind: 'client-connected', client: port.url });
    rareTroubles(port.status).subscribe((reason) => {
      this.#status.next({ kind: 'trouble', reason: `${port.url}: ${reason}` });
    });
    port.status.subscribe((status) => {
      if (status.kind !== 'closed') return;
      this.#present.delete(port);
      this.#status.next({ kind: 'client-left', client: port.url, cause: status.cause, reason: status.reason });
    });
    this.#clients.next(port);
  }

  #refuse(socket: Socket): void {
    const { maxClients, refusal } = this.#options;
    const first = [...this.#present].find(({ isLeft }) => !isLeft);
    const who = maxClients === 1 ? `${first?.url ?? 'another'} is connected` : `${maxClients} clients are connected`;
    const reason = `busy: ${who}, and this bus has room for ${maxClients === 1 ? 'one client' : 'no more'}`;
    this.#status.next({ kind: 'client-refused', client: `${this.#kind}:${peerOf(socket)}`, reason });
    const timer = setTimeout(() => socket.destroy(), REFUSAL_GRACE_MS);
    socket.on('close', () => clearTimeout(timer));
    // Its data must be read, or the system resets the connection and the text is lost.
    socket.resume();
    socket.end(refusal(reason), 'latin1');
  }
}

interface ServedTcpPort<Url extends TcpUrl> {
  readonly server: CanPortServer;
  /** With the actual port number. */
  readonly url: Url;
}

/**
 * Serves a bus on TCP. A client that exceeds the limit is refused in the protocol's words.
 *
 * @throws PortError (`bench`) where the address is not available
 */
export async function serveTcpPort<Url extends TcpUrl>(
  url: Url,
  options: TcpPortServerOptions,
): Promise<ServedTcpPort<Url>> {
  const server = new TcpPortServer(options);
  return { server, url: await server.start(url) };
}
