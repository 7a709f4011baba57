import { createServer, type Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { createApp } from './app.ts';
import type { CarControl } from './car-control.ts';
import { recordEvents } from './record-events.ts';

export interface HttpServerOptions {
  readonly control: CarControl;
  /** Name or address to listen on, IPv6 without brackets. */
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Hears of an error that nobody foresaw; written to stderr where absent. */
  readonly onBug?: (error: unknown) => void;
}

export interface HttpServer {
  /** `http://HOST:PORT` under which this machine reaches it. */
  readonly url: string;
  /** Ends every connection, event streams included, and stops listening. */
  close(): Promise<void>;
}

/** Serves a car over HTTP. @throws PortError (`bench`) where the address cannot be had */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { control, host, port } = options;
  const onBug = options.onBug ?? ((error: unknown) => console.error(error));
  const recording = recordEvents(control);
  const app = createApp({ control, log: recording.log, host, onBug });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  try {
    await listen(server, host, port);
  } catch (error) {
    recording.stop();
    throw error;
  }
  return {
    url: urlOf(server, host, port),
    close: async () => {
      recording.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
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
      return `port ${port} is taken, perhaps by another car: stop that one, or choose another port (0 picks a free one)`;
    case 'EACCES':
      return 'ports below 1024 need rights: choose a higher one';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for every network`;
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
