import { DEFAULT_BIT_RATE, formatBusUrl, type HostPortUrl } from './bus-url.ts';
import type { CanPort } from './can-port.ts';
import { PortError } from './port-error.ts';
import { SlcanTool } from './slcan-tool.ts';
import { SlcanToolProtocol } from './slcan-tool-protocol.ts';
import { StreamPort } from './stream-port.ts';
import { connectTo } from './tcp.ts';

export interface SlcanTcpClientOptions {
  /** An adapter that answers nothing is taken as open after this. */
  readonly answerTimeoutMs?: number;
}

const ANSWER_TIMEOUT_MS = 1_000;

type Opening = 'open' | 'refused' | 'hung-up';

/**
 * Connects to an SLCAN adapter on TCP and opens its channel at 500 kbit/s.
 *
 * @throws PortError: `bench` where nobody answers, the adapter serves another client, or does not open; `usage` for
 *   port 0
 */
export async function openSlcanTcpClient(url: HostPortUrl, options: SlcanTcpClientOptions = {}): Promise<CanPort> {
  const socket = await connectTo(url);
  const tool = new SlcanTool(DEFAULT_BIT_RATE);
  const opening = Promise.withResolvers<Opening>();
  const protocol = new SlcanToolProtocol(tool, (isOpen) => opening.resolve(isOpen ? 'open' : 'refused'));
  const port = new StreamPort(socket, { url: formatBusUrl(url), protocol, onLag: 'refuse' });
  const watch = port.status.subscribe({ complete: () => opening.resolve('hung-up') });
  socket.write(tool.opening, 'latin1');
  const timer = setTimeout(() => opening.resolve('open'), options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS);
  const result = await opening.promise;
  clearTimeout(timer);
  watch.unsubscribe();
  if (result === 'open') return port;
  await port.close();
  throw openingError(port.url, result, protocol.notice);
}

function openingError(url: string, result: 'refused' | 'hung-up', notice: string): PortError {
  const says = notice === '' ? '' : `; it says "${notice}"`;
  if (result === 'refused') {
    return new PortError('bench', `${url} does not open its channel${says}`, 'is it an SLCAN adapter for 500 kbit/s?', {
      url,
    });
  }
  const hint = notice.includes('busy')
    ? 'it serves one client at a time: end the other tool'
    : 'is it an SLCAN adapter?';
  return new PortError('bench', `${url} closed the connection${says}`, hint, { url });
}
