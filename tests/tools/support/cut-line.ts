import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line between a tool and a car that can be cut and restored. */
export class CutLine {
  readonly #car: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;

  constructor(carBus: string) {
    const { hostname, port } = new URL(carBus.replace('slcan-tcp:', 'tcp://'));
    this.#car = { host: hostname, port: Number(port) };
  }

  /** The bus for the tool: the same each time it is restored. */
  get bus(): string {
    return `slcan-tcp:127.0.0.1:${this.#port}`;
  }

  async restore(): Promise<void> {
    const server = createServer((tool) => {
      const car = connect(this.#car);
      for (const socket of [tool, car]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          this.#sockets.delete(socket);
          tool.destroy();
          car.destroy();
        });
      }
      tool.pipe(car).pipe(tool);
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    this.#port = address.port;
    this.#server = server;
  }

  async cut(): Promise<void> {
    const closed = this.#server === null ? null : once(this.#server, 'close');
    this.#server?.close();
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
