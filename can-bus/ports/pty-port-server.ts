import type { OutputLimits } from './bounded-output.ts';
import type { CanPortServer } from './can-port.ts';
import { OnePortServer } from './one-port-server.ts';
import { openPseudoTerminal } from './pseudo-terminal.ts';
import { publishPtyLink, type PtyLink } from './pty-link.ts';
import { StreamPort, type StreamProtocol } from './stream-port.ts';

interface PtyPortServerOptions {
  /** As people write it. */
  readonly url: string;
  /** Where programs find the terminal. */
  readonly path: string;
  readonly protocol: StreamProtocol;
  /** How much may wait for a tool that does not read, before it is dropped; 200,000 frames and 8 MiB by default. */
  readonly limits?: OutputLimits | undefined;
}

/**
 * Serves a protocol on a pseudo-terminal, and creates a link to it at the path. A terminal does not report who opens
 * and closes it: there is one client from the start. A tool that stops reading loses what was waiting, and the protocol
 * is informed that it was dropped.
 *
 * @throws PortError (`bench`) where the path is in use or not writable, or the platform has no such terminals
 */
export async function servePtyPort({ url, path, protocol, limits }: PtyPortServerOptions): Promise<CanPortServer> {
  const terminal = await openPseudoTerminal();
  let link: PtyLink;
  try {
    link = await publishPtyLink(path, terminal.path);
  } catch (error) {
    terminal.stream.destroy();
    throw error;
  }
  const port = new StreamPort(terminal.stream, {
    url,
    protocol,
    onLag: 'drop',
    ...(limits === undefined ? {} : { limits }),
  });
  return new OnePortServer(port, () => link.remove());
}
