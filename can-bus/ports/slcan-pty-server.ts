import type { OutputLimits } from './bounded-output.ts';
import { formatBusUrl, type SlcanPtyUrl } from './bus-url.ts';
import type { CanPortServer } from './can-port.ts';
import { OnePortServer } from './one-port-server.ts';
import { openPseudoTerminal } from './pseudo-terminal.ts';
import { publishPtyLink, type PtyLink } from './pty-link.ts';
import { SlcanAdapterProtocol, type SlcanAdapterProtocolOptions } from './slcan-adapter-protocol.ts';
import { StreamPort } from './stream-port.ts';

interface SlcanPtyServerOptions extends SlcanAdapterProtocolOptions {
  /** How much may wait for a tool that does not read, before it is dropped; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits;
}

/**
 * Simulates an SLCAN adapter on a pseudo-terminal, and creates a link to it at the path. A terminal does not report who
 * opens and closes it: there is one client from the start, with its channel closed until a tool opens it. A tool that
 * stops reading loses what was waiting, and its channel is closed.
 *
 * @throws PortError (`bench`) where the path is in use or not writable, or the platform has no such terminals
 */
export async function openSlcanPtyServer(url: SlcanPtyUrl, options: SlcanPtyServerOptions): Promise<CanPortServer> {
  const terminal = await openPseudoTerminal();
  let link: PtyLink;
  try {
    link = await publishPtyLink(url.path, terminal.path);
  } catch (error) {
    terminal.stream.destroy();
    throw error;
  }
  const port = new StreamPort(terminal.stream, {
    url: formatBusUrl(url),
    protocol: new SlcanAdapterProtocol(options),
    onLag: 'drop',
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return new OnePortServer(port, () => link.remove());
}
