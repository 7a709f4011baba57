import type { OutputLimits } from './bounded-output.ts';
import { formatBusUrl, type SlcanPtyUrl } from './bus-url.ts';
import type { CanPortServer } from './can-port.ts';
import { servePtyPort } from './pty-port-server.ts';
import { SlcanAdapterProtocol, type SlcanAdapterProtocolOptions } from './slcan-adapter-protocol.ts';

interface SlcanPtyServerOptions extends SlcanAdapterProtocolOptions {
  /** How much may wait for a tool that does not read, before it is dropped; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
}

/**
 * Simulates an SLCAN adapter on a pseudo-terminal. Its channel is closed until a tool opens it, and again when a tool
 * has stopped reading.
 *
 * @throws PortError (`bench`) where the path is in use or not writable, or the platform has no such terminals
 */
export async function openSlcanPtyServer(url: SlcanPtyUrl, options: SlcanPtyServerOptions): Promise<CanPortServer> {
  return servePtyPort({
    url: formatBusUrl(url),
    path: url.path,
    protocol: new SlcanAdapterProtocol(options),
    limits: options.limits,
  });
}
