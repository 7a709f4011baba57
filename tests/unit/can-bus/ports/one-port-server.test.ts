import { describe, expect, it } from 'vitest';
import type { CanPort, ServerStatus } from '../../../../can-bus/ports/can-port.ts';
import { OnePortServer } from '../../../../can-bus/ports/one-port-server.ts';
import { FakePort } from './fake-port.ts';

interface Rig {
  readonly port: FakePort;
  readonly server: OnePortServer;
  readonly reported: ServerStatus[];
}

function rig(onClose?: () => Promise<void>): Rig {
  const port = new FakePort();
  const server = new OnePortServer(port, onClose);
  const reported: ServerStatus[] = [];
  server.status.subscribe((status) => reported.push(status));
  return { port, server, reported };
}

describe('a server with one client that is there from the start', () => {
  it('has its URL, and gives it to each who asks', () => {
    const { port, server, reported } = rig();
    const clients: CanPort[] = [];
    server.clients.subscribe((client) => clients.push(client));
    server.clients.subscribe((client) => clients.push(client));
    expect(clients).toEqual([port, port]);
    expect(reported).toEqual([{ kind: 'listening', url: 'fake:' }]);
  });

  it('reports trouble with its URL, each reason once in ten seconds', () => {
    const { port, reported } = rig();
    port.status.next({ kind: 'trouble', reason: 'unplugged' });
    port.status.next({ kind: 'trouble', reason: 'unplugged' });
    expect(reported.slice(1)).toEqual([{ kind: 'trouble', reason: 'fake:: unplugged' }]);
  });

  it('reports that the client is back, and that it has left', () => {
    const { port, reported } = rig();
    port.status.next({ kind: 'trouble', reason: 'unplugged' });
    port.status.next({ kind: 'open' });
    port.status.next({ kind: 'closed', cause: 'failed', reason: 'the line is dead' });
    expect(reported.slice(2)).toEqual([
      { kind: 'client-connected', client: 'fake:' },
      { kind: 'client-left', client: 'fake:', cause: 'failed', reason: 'the line is dead' },
    ]);
  });

  it('closes the port, gives back the rest, and is closed once', async () => {
    const done: string[] = [];
    const { port, server, reported } = rig(() => {
      done.push(`released after ${port.status.value.kind}`);
      return Promise.resolve();
    });
    let isComplete = false;
    server.clients.subscribe({ complete: () => (isComplete = true) });
    await server.close();
    await server.close();
    expect(done).toEqual(['released after closed']);
    expect(reported.slice(1).map(({ kind }) => kind)).toEqual(['client-left', 'closed']);
    expect(isComplete).toBe(true);
  });
});
