import type { OutputLimits } from './bounded-output.ts';
import { formatBusUrl, type Elm327PtyUrl, type Elm327TcpUrl } from './bus-url.ts';
import type { CanPortServer } from './can-port.ts';
import { Elm327Protocol, type Elm327ProtocolOptions } from './elm327-protocol.ts';
import { servePtyPort } from './pty-port-server.ts';
import { serveTcpPort } from './tcp-port-server.ts';

interface Elm327ServerOptions extends Omit<Elm327ProtocolOptions, 'version'> {
  /** How far a client may lag; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
}

/**
 * Simulates an ELM327 adapter on TCP, as Wi-Fi adapters are. It serves one client at a time; a second one is informed
 * who is connected, and disconnected. Each client finds a new adapter.
 *
 * @throws PortError (`bench`) where the address is not available
 */
export async function openElm327TcpServer(url: Elm327TcpUrl, options: Elm327ServerOptions): Promise<CanPortServer> {
  const { server } = await serveTcpPort(url, {
    maxClients: 1,
    createProtocol: () => new Elm327Protocol({ ...options, version: url.version }),
    // No prompt: a program must not take it for an answer.
    refusal: (reason) => `${reason}\r`,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return server;
}

/**
 * Simulates an ELM327 adapter with a serial line on a pseudo-terminal: its settings stay when a program ends, until
 * `AT Z` or `AT D`.
 *
 * @throws PortError (`bench`) where the path is in use or not writable, or the platform has no such terminals
 */
export async function openElm327PtyServer(url: Elm327PtyUrl, options: Elm327ServerOptions): Promise<CanPortServer> {
  return servePtyPort({
    url: formatBusUrl(url),
    path: url.path,
    protocol: new Elm327Protocol({ ...options, version: url.version }),
    limits: options.limits,
  });
}
