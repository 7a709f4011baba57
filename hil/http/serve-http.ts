import { createServer, type Server, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { answerUnreadable, NO_EXPECTATION } from './unreadable-request.ts';

export interface HttpServer {
  /** `http://HOST:PORT` as seen from this machine. */
  readonly url: string;
  /**
   * Stops listening, and ends every connection: event streams at once, and others once their request is answered, for
   * which they have a second.
   */
  close(): Promise<void>;
}

/** How long a request may take for its answer when the server closes. */
const ANSWER_MS = 1000;

/** The handler of requests: an app's `fetch`. */
type FetchHandler = Parameters<typeof getRequestListener>[0];

/**
 * Serves an app.
 *
 * @param host name or address to listen on, IPv6 without brackets
 * @param port 0 picks a free one
 * @throws PortError (`bench`) where the address is not available
 */
export async function serveHttp(fetch: FetchHandler, host: string, port: number): Promise<HttpServer> {
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  const open = new Set<ServerResponse>();
  const server = createServer((incoming, outgoing) => {
    open.add(outgoing);
    outgoing.once('close', () => open.delete(outgoing));
    void listener(incoming, outgoing);
  });
  server.on('clientError', (error, socket) => {
    const isAnswering = [...open].some((outgoing) => outgoing.socket === socket && outgoing.headersSent);
    answerUnreadable(error, socket, isAnswering);
  });
  server.on('checkExpectation', (_incoming, outgoing) => {
    outgoing.writeHead(417, { 'content-type': 'application/json' }).end(JSON.stringify(NO_EXPECTATION));
  });
  await listen(server, host, port);
  return {
    url: urlOf(server, host, port),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await answered(open);
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Those of which nothing has been sent yet; the others may be streams without an end. */
async function answered(open: ReadonlySet<ServerResponse>): Promise<void> {
  const unanswered = [...open].filter(({ headersSent }) => !headersSent);
  if (unanswered.length === 0) return;
  const { promise: isLate, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, ANSWER_MS, undefined);
  const answers = unanswered.map(async (outgoing) => {
    // So that the connection ends with the answer, and not before the client has it.
    outgoing.shouldKeepAlive = false;
    await new Promise<void>((resolve) => outgoing.once('close', () => resolve()));
  });
  await Promise.race([Promise.all(answers), isLate]);
  clearTimeout(timer);
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen({ host, port }, resolve);
  });
  server.removeAllListeners('error');
}

function listenError(error: Error, host: string, port: number): PortError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  const url = formatUrl(host, port);
  return new PortError(
    'bench',
    `cannot serve ${url}: ${error.message}`,
    listenHint(code, host, port),
    { url, code },
    error,
  );
}

function listenHint(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is in use, perhaps by another car: stop that one, or choose another port (0 picks a free one)`;
    case 'EACCES':
      return 'ports below 1024 need privileges: choose a higher one';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is not an address of this machine: use 127.0.0.1, or 0.0.0.0 for every network`;
    default:
      return 'choose another address or port';
  }
}

function urlOf(server: Server, host: string, port: number): string {
  const address = server.address();
  const taken = address !== null && typeof address === 'object' ? address.port : port;
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return formatUrl(reachable, taken);
}

function formatUrl(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
