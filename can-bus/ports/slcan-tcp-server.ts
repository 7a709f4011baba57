import type { Server, Socket } from 'node:net';
import { ReplaySubject, Subject, type Observable } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import type { OutputLimits } from './bounded-output.ts';
import { formatBusUrl, type HostPortUrl } from './bus-url.ts';
import type { CanPort, CanPortServer, ServerStatus } from './can-port.ts';
import { SlcanAdapter } from './slcan-adapter.ts';
import { BEL, CR, SlcanParser } from './slcan-codec.ts';
import { SocketPort, type SocketProtocol, type SocketProtocolSink } from './socket-port.ts';
import { listen, peerOf } from './tcp.ts';

export interface SlcanTcpServerOptions {
  /** Vehicle time, for the time stamps of `Z1`. */
  readonly vehicleTimeUs: () => Micros;
  /** The bus carries CAN FD frames. */
  readonly fd?: boolean;
  /** How far a client may lag; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
}

/** A tool that connects again may be quicker than the news that it left: so long a second one waits for the place. */
const PLACE_GRACE_MS = 50;
/** A refused one has so long to read why. */
const REFUSAL_GRACE_MS = 1_000;
/** Beside the client: how many are told that there is one; the system drops further ones. */
const MAX_REFUSED = 16;

/** One connection of a tool to the adapter we play. */
class SlcanAdapterProtocol implements SocketProtocol {
  readonly farewell = '';
  readonly #parser = new SlcanParser('adapter');
  readonly #adapter: SlcanAdapter;
  readonly #vehicleTimeUs: () => Micros;

  constructor(options: SlcanTcpServerOptions) {
    this.#adapter = new SlcanAdapter({ fd: options.fd ?? false });
    this.#vehicleTimeUs = options.vehicleTimeUs;
  }

  receive(chunk: Uint8Array, sink: SocketProtocolSink): void {
    this.#parser.push(chunk, (line) => {
      const { reply, frame } = this.#adapter.handle(line);
      if (reply !== '') sink.reply(reply);
      if (frame !== null) sink.deliver(frame);
    });
  }

  encode(frame: CanFrame): string | null {
    return this.#adapter.encode(frame, this.#vehicleTimeUs());
  }
}

/** The adapter on TCP. A LAWICEL adapter has one cable: it serves one client at a time. */
class SlcanTcpServer implements CanPortServer {
  readonly clients: Observable<CanPort>;
  readonly status: Observable<ServerStatus>;
  readonly #options: SlcanTcpServerOptions;
  readonly #clients: Subject<CanPort> = new Subject();
  readonly #status: ReplaySubject<ServerStatus> = new ReplaySubject(1);
  readonly #guests: Set<Socket> = new Set();
  #url = '';
  #server: Server | null = null;
  #client: SocketPort | null = null;

  constructor(options: SlcanTcpServerOptions) {
    this.#options = options;
    this.clients = this.#clients.asObservable();
    this.status = this.#status.asObservable();
  }

  get url(): string {
    return this.#url;
  }

  async start(url: HostPortUrl): Promise<void> {
    const listening = await listen(url, (socket) => this.#onConnection(socket));
    this.#server = listening.server;
    this.#server.maxConnections = 1 + MAX_REFUSED;
    this.#server.on('error', (error) => this.#status.next({ kind: 'trouble', reason: error.message }));
    this.#url = formatBusUrl(listening.url);
    this.#status.next({ kind: 'listening', url: this.#url });
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const isDown = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const guest of this.#guests) guest.destroy();
    await this.#client?.close();
    await isDown;
    this.#status.next({ kind: 'closed' });
    this.#status.complete();
    this.#clients.complete();
  }

  #onConnection(socket: Socket): void {
    if (this.#client === null) {
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
    if (this.#client !== null) {
      this.#refuse(socket, this.#client.url);
      return;
    }
    this.#guests.delete(socket);
    this.#admit(socket);
  }

  #admit(socket: Socket): void {
    const client = peerOf(socket);
    const port = new SocketPort(socket, {
      url: `slcan-tcp:${client}`,
      protocol: new SlcanAdapterProtocol(this.#options),
      onLag: 'cut-off',
      ...(this.#options.limits === undefined ? {} : { limits: this.#options.limits }),
    });
    this.#client = port;
    this.#status.next({ kind: 'client-connected', client: port.url });
    port.status.subscribe((status) => {
      if (status.kind !== 'closed') return;
      if (this.#client === port) this.#client = null;
      this.#status.next({ kind: 'client-left', client: port.url, cause: status.cause, reason: status.reason });
    });
    this.#clients.next(port);
  }

  /** The text begins with a letter that no SLCAN program takes for a frame (`b` is one, of CAN FD). */
  #refuse(socket: Socket, present: string): void {
    const reason = `busy: ${present} is connected, and this bus has room for one client`;
    this.#status.next({ kind: 'client-refused', client: `slcan-tcp:${peerOf(socket)}`, reason });
    const timer = setTimeout(() => socket.destroy(), REFUSAL_GRACE_MS);
    socket.on('close', () => clearTimeout(timer));
    // What it has sent must be read, or the system resets the connection and the text is lost.
    socket.resume();
    socket.end(`${BEL}info: ${reason}${CR}`, 'latin1');
  }
}

/**
 * Plays an SLCAN adapter on TCP, for one client at a time; a second one is told who is there and let go.
 *
 * @throws PortError (`bench`) where the address cannot be had
 */
export async function openSlcanTcpServer(url: HostPortUrl, options: SlcanTcpServerOptions): Promise<CanPortServer> {
  const server = new SlcanTcpServer(options);
  await server.start(url);
  return server;
}
