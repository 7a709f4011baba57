import { ReplaySubject, type Observable } from 'rxjs';
import type { OutputLimits } from './bounded-output.ts';
import { DEFAULT_SOCKETCAND_BUS, type SocketcandUrl } from './bus-url.ts';
import type { CanPort, CanPortServer, ServerStatus } from './can-port.ts';
import { startBeacon, type Beacon, type BeaconOptions } from './socketcand-beacon.ts';
import { element } from './socketcand-codec.ts';
import { SocketcandSession, type SocketcandSessionOptions } from './socketcand-session.ts';
import { serveTcpPort } from './tcp-port-server.ts';

interface SocketcandServerOptions extends SocketcandSessionOptions {
  /** How far a client may lag; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
  readonly beacon?: BeaconOptions;
}

/** One bus is never watched by more programs; each costs the car time. */
const MAX_CLIENTS = 32;

/** A server that announces itself while it is open. */
class AnnouncedServer implements CanPortServer {
  readonly status: Observable<ServerStatus>;
  readonly #server: CanPortServer;
  readonly #status = new ReplaySubject<ServerStatus>(1);
  readonly #beacon: Beacon;
  #isOpen = true;

  constructor(server: CanPortServer, url: SocketcandUrl, options: BeaconOptions | undefined) {
    this.#server = server;
    this.status = this.#status.asObservable();
    server.status.subscribe(this.#status);
    this.#beacon = startBeacon(url, (reason) => this.#status.next({ kind: 'trouble', reason }), options);
  }

  get url(): string {
    return this.#server.url;
  }

  get clients(): Observable<CanPort> {
    return this.#server.clients;
  }

  async close(): Promise<void> {
    if (this.#isOpen) this.#beacon.close();
    this.#isOpen = false;
    await this.#server.close();
  }
}

/**
 * Simulates socketcand on TCP: up to 32 programs, each seeing the frames of all others and never its own.
 *
 * @throws PortError (`bench`) where the address is not available
 */
export async function openSocketcandServer(
  url: SocketcandUrl,
  options: SocketcandServerOptions,
): Promise<CanPortServer> {
  // The bus name and the announcement are not part of the URL for clients.
  const plain: SocketcandUrl = { ...url, bus: DEFAULT_SOCKETCAND_BUS, beacon: false };
  const { server, url: served } = await serveTcpPort(plain, {
    maxClients: MAX_CLIENTS,
    createProtocol: () => new SocketcandSession(options),
    refusal: (reason) => element('error', reason),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return url.beacon ? new AnnouncedServer(server, { ...served, bus: url.bus }, options.beacon) : server;
}
