import { createServer, type Socket } from 'node:net';

/** A server on a port of 127.0.0.1 that the system has picked. */
export interface LoopbackServer {
  readonly port: number;
  /** Hangs up on all. */
  close(): Promise<void>;
}

/** Plays the other side of a client: `onConnection` gets each connection. */
export async function serveLoopback(onConnection: (socket: Socket) => unknown): Promise<LoopbackServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    onConnection(socket.on('error', () => socket.destroy()));
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
