import { createApp } from './app.ts';
import type { CarControl } from '../car/host/car-control.ts';
import type { DealerMount } from '../http/mount.ts';
import { recordEvents } from './record-events.ts';
import { type HttpServer, serveHttp } from '../http/serve-http.ts';

interface HttpServerOptions {
  readonly control: CarControl;
  /** Name or address to listen on, IPv6 without brackets. */
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The dealer server beside the car; none where absent. */
  readonly dealer?: DealerMount;
  /** Called for unexpected errors; they are written to stderr where absent. */
  readonly onBug?: (error: unknown) => void;
}

/** Serves a car over HTTP. @throws PortError (`bench`) where the address is not available */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { control, host, port, dealer } = options;
  const onBug = options.onBug ?? ((error: unknown) => console.error(error));
  const recording = recordEvents(control);
  const app = createApp({ control, log: recording.log, host, onBug, ...(dealer === undefined ? {} : { dealer }) });
  try {
    const server = await serveHttp(app.fetch, host, port);
    return {
      url: server.url,
      close: async () => {
        recording.stop();
        await server.close();
      },
    };
  } catch (error) {
    recording.stop();
    throw error;
  }
}
