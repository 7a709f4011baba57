import type { OutputLimits } from './bounded-output.ts';
import type { HostPortUrl } from './bus-url.ts';
import type { CanPortServer } from './can-port.ts';
import { SlcanAdapterProtocol, type SlcanAdapterProtocolOptions } from './slcan-adapter-protocol.ts';
import { BEL, CR } from './slcan-codec.ts';
import { serveTcpPort } from './tcp-port-server.ts';

interface SlcanTcpServerOptions extends SlcanAdapterProtocolOptions {
  /** How far a client may lag; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
}

/**
 * Simulates an SLCAN adapter on TCP. Such an adapter has one cable: it serves one client at a time; a second one is
 * informed who is connected, and disconnected.
 *
 * @throws PortError (`bench`) where the address is not available
 */
export async function openSlcanTcpServer(url: HostPortUrl, options: SlcanTcpServerOptions): Promise<CanPortServer> {
  const { server } = await serveTcpPort(url, {
    maxClients: 1,
    createProtocol: () => new SlcanAdapterProtocol(options),
    // The text begins with a letter that no SLCAN program takes for a frame (`b` is one, for CAN FD).
    refusal: (reason) => `${BEL}info: ${reason}${CR}`,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return server;
}
