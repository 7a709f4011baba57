import { formatBusUrl, type HostPortUrl } from './bus-url.ts';
import type { CanPort } from './can-port.ts';
import { openSlcanChannel } from './slcan-channel.ts';
import { connectTo } from './tcp.ts';
import { DEFAULT_BIT_RATE } from '../virtual-bus/bus-options.ts';

interface SlcanTcpClientOptions {
  /** An adapter that answers nothing counts as open after this time. */
  readonly answerTimeoutMs?: number;
}

/**
 * Connects to an SLCAN adapter on TCP and opens its channel at 500 kbit/s.
 *
 * @throws PortError: `bench` where nothing answers, the adapter serves another client, or does not open; `usage` for
 * port 0
 */
export async function openSlcanTcpClient(url: HostPortUrl, options: SlcanTcpClientOptions = {}): Promise<CanPort> {
  const socket = await connectTo(url);
  const channel = { ...options, url: formatBusUrl(url), bitRate: DEFAULT_BIT_RATE };
  return (await openSlcanChannel(socket, channel)).port;
}
