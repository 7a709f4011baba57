import { connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, type ConnectionOptions } from 'node:tls';
import { formatBusUrl, type TcpUrl } from './bus-url.ts';
import { PortError } from './port-error.ts';
import type { TlsIdentity } from './tls-identity.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: 30_000 } as const;

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

function listenHint(code: string, url: TcpUrl): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${url.port} is in use, perhaps by another car: stop that one, or choose another port (0 picks a free one)`;
    case 'EACCES':
      return 'ports below 1024 need privileges: choose a higher one';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${url.host} is not an address of this machine: use 127.0.0.1, or 0.0.0.0 for every network`;
    default:
      return 'choose another address or port';
  }
}

/** The name of the host has no address. */
const UNKNOWN_HOST: readonly string[] = ['ENOTFOUND', 'EAI_AGAIN'];

function connectHint(code: string, url: TcpUrl): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there: check the address, and whether the car is running';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `check the name of the host: ${url.host}`;
    default:
      return 'check the address, and whether the car is running';
  }
}

function tcpError(
  doing: string,
  error: Error,
  hint: (code: string, url: TcpUrl) => string,
  url: TcpUrl,
  text: string = formatBusUrl(url),
  family: 'bench' | 'bench/unreachable' = 'bench',
): PortError {
  const code = codeOf(error);
  return new PortError(
    family,
    `cannot ${doing} ${text}: ${error.message}`,
    hint(code, url),
    { url: text, code },
    error,
  );
}

/** Which certificates a client trusts, and what to do where it does not trust one. */
export interface SecureConnection {
  /** As messages name the connection. */
  readonly url: string;
  readonly options: ConnectionOptions;
  readonly hintFor: (code: string) => string | null;
}

interface ListeningServer<Url extends TcpUrl> {
  readonly server: Server;
  /** With the actual port number. */
  readonly url: Url;
}

/**
 * Sockets are `allowHalfOpen`, except with TLS.
 *
 * @param secure connections are TLS; one whose handshake fails is closed
 * @throws PortError (`bench`) where the address is not available
 */
export async function listen<Url extends TcpUrl>(
  url: Url,
  onConnection: (socket: Socket) => void,
  secure?: TlsIdentity,
): Promise<ListeningServer<Url>> {
  const options = { ...KEEP_ALIVE, noDelay: true, allowHalfOpen: true };
  const server: Server =
    secure === undefined
      ? createServer(options, onConnection)
      : // A client that leaves during the handshake would stay half open until that times out.
        createTlsServer({ ...options, ...secure, allowHalfOpen: false }, onConnection);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(tcpError('listen on', error, listenHint, url)));
    server.listen({ host: url.host, port: url.port }, resolve);
  });
  server.removeAllListeners('error');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : url.port;
  return { server, url: { ...url, port } };
}

/**
 * The socket is `allowHalfOpen`.
 *
 * @param secure the connection is TLS
 * @throws PortError: `usage` for port 0, `bench` where nothing answers
 */
export async function connectTo(url: TcpUrl, secure: SecureConnection | null = null): Promise<Socket> {
  const text = secure?.url ?? formatBusUrl(url);
  if (url.port === 0) {
    throw new PortError(
      'usage',
      `cannot connect to ${text}: port 0 is not a real port`,
      'use the port that the car has printed',
      {
        url: text,
      },
    );
  }
  const options = { ...KEEP_ALIVE, host: url.host, port: url.port, noDelay: true, allowHalfOpen: true };
  const socket: Socket = secure === null ? connect(options) : connectTls({ ...options, ...secure.options });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy(new Error(`no answer within ${CONNECT_TIMEOUT_MS} ms`));
    }, CONNECT_TIMEOUT_MS);
    socket.once('error', (error: Error) => {
      clearTimeout(timer);
      const hint = secure?.hintFor(codeOf(error)) ?? null;
      const family = hint === null && !UNKNOWN_HOST.includes(codeOf(error)) ? 'bench/unreachable' : 'bench';
      reject(tcpError('connect to', error, (code) => hint ?? connectHint(code, url), url, text, family));
    });
    socket.once(secure === null ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  socket.removeAllListeners('error');
  socket.removeAllListeners('connect');
  return socket;
}

/** HOST:PORT of the other side, an IPv6 address in brackets. */
export function peerOf(socket: Socket): string {
  const host = socket.remoteAddress ?? 'unknown';
  return `${host.includes(':') ? `[${host}]` : host}:${socket.remotePort ?? 0}`;
}
