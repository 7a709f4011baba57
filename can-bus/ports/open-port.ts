import type { Micros } from '../time/micros.ts';
import { formatBusUrl, parseBusUrl, type BusKind, type BusUrl } from './bus-url.ts';
import type { CanPort, CanPortServer } from './can-port.ts';
import { PortError } from './port-error.ts';
import { openSlcanTcpClient } from './slcan-tcp-client.ts';
import { openSlcanTcpServer } from './slcan-tcp-server.ts';

export interface ServerPortOptions {
  /** Vehicle time, for protocols with time stamps. */
  readonly vehicleTimeUs: () => Micros;
  /** The bus carries CAN FD frames. */
  readonly fd?: boolean;
}

/** Kinds that no port can be opened for, with the reason. */
const NO_PORT: Readonly<Partial<Record<BusKind, string>>> = {
  virtual: 'it is inside one process and has no way in from outside',
  'uds-lines': 'it carries UDS messages, not CAN frames',
};

function refuse(url: BusUrl, as: 'client' | 'server', available: string): PortError {
  const text = formatBusUrl(url);
  const reason = NO_PORT[url.kind] ?? `this version has no ${as} for ${url.kind}`;
  return new PortError('usage', `cannot open ${text} as ${as}: ${reason}`, `use ${available}`, {
    url: text,
    kind: url.kind,
  });
}

/**
 * Connects to the bus at a URL.
 *
 * @throws PortError: `usage` for a URL that is wrong or of a kind without client, `bench` where the bus is not there
 */
export async function openClientPort(url: string): Promise<CanPort> {
  const parsed = parseBusUrl(url);
  if (parsed.kind === 'slcan-tcp') return openSlcanTcpClient(parsed);
  throw refuse(parsed, 'client', 'slcan-tcp:HOST:PORT');
}

/**
 * Serves a bus at a URL.
 *
 * @throws PortError: `usage` for a URL that is wrong or of a kind we cannot serve, `bench` where the address is taken
 */
export async function openServerPort(url: string, options: ServerPortOptions): Promise<CanPortServer> {
  const parsed = parseBusUrl(url);
  if (parsed.kind === 'slcan-tcp') return openSlcanTcpServer(parsed, options);
  throw refuse(parsed, 'server', 'slcan-tcp:127.0.0.1:3333');
}
