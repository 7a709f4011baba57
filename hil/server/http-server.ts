import { randomUUID } from 'node:crypto';
import { createApp } from './app.ts';
import type { CarControl } from '../car/host/car-control.ts';
import type { DealerMount } from '../http/mount.ts';
import { EventFeed } from './event-feed.ts';
import { type HttpServer, serveHttp } from '../http/serve-http.ts';

interface HttpServerOptions {
  readonly control: CarControl;
  /** Name or address to listen on, IPv6 without brackets. */
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The dealer server beside the car; none where absent. */
  readonly dealer?: DealerMount;
  /** Of the car's profile, as the state names it. */
  readonly profileName?: string;
  /** Hears of an error that nobody foresaw; written to stderr where absent. */
  readonly onBug?: (error: unknown) => void;
}

export interface CarHttpServer extends HttpServer {
  /** What it serves as events, for those in this process. */
  readonly feed: EventFeed;
}

/** Serves a car over HTTP. @throws PortError (`bench`) where the address cannot be had */
export async function startHttpServer(options: HttpServerOptions): Promise<CarHttpServer> {
  const { control, host, port, dealer } = options;
  const onBug = options.onBug ?? ((error: unknown) => console.error(error));
  const feed = new EventFeed(control, {
    instance: randomUUID(),
    ...(options.profileName === undefined ? {} : { profileName: options.profileName }),
  });
  const app = createApp({ control, feed, host, onBug, ...(dealer === undefined ? {} : { dealer }) });
  try {
    const server = await serveHttp(app.fetch, host, port);
    return {
      url: server.url,
      feed,
      close: async () => {
        feed.stop();
        await server.close();
      },
    };
  } catch (error) {
    feed.stop();
    throw error;
  }
}
