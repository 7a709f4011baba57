import { Server, Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { StreamProtocol } from '../../../../can-bus/ports/stream-port.ts';
import { serveTcpPort } from '../../../../can-bus/ports/tcp-port-server.ts';
import { RawClient } from '../../../integration/support/raw-client.ts';
import { next, observe, type Served } from '../../../integration/support/served-port.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Each byte is the id of a frame; `!` is trouble. */
function byteProtocol(answeredForMs = 0): StreamProtocol {
  return {
    farewell: 'bye',
    receive: (chunk, sink) => {
      for (const byte of chunk) {
        if (byte === 0x21) sink.trouble('it shouts');
        else sink.deliver(dataFrame(byte, new Uint8Array()));
      }
      return chunk.length;
    },
    encode: ({ id }) => String.fromCharCode(id),
    answersForMs: () => answeredForMs,
  };
}

async function serve(maxClients: number, answeredForMs = 0): Promise<Served> {
  const url = { kind: 'slcan-tcp', host: '127.0.0.1', port: 0 } as const;
  const { server, url: served } = await serveTcpPort(url, {
    maxClients,
    createProtocol: () => byteProtocol(answeredForMs),
    refusal: (reason) => `no: ${reason}`,
  });
  closers.push(() => server.close());
  expect(server.url).toBe(`slcan-tcp:127.0.0.1:${served.port}`);
  return observe(server);
}

async function connect(served: Served): Promise<RawClient> {
  const raw = await RawClient.open(served.server.url);
  closers.push(() => Promise.resolve(void raw.socket.destroy()));
  return raw;
}

describe('a bus served on TCP', () => {
  it('does not report a client that has broken off before it is accepted: nobody knows who that was', async () => {
    const listening = vi.spyOn(Server.prototype, 'listen');
    const served = await serve(1);
    const [server] = listening.mock.contexts;
    listening.mockRestore();
    if (!(server instanceof Server)) throw new Error('no server listens');
    const gone = new Socket();
    server.emit('connection', gone);
    expect(gone.destroyed).toBe(true);
    const raw = await connect(served);
    expect((await next(served.clients)).url).toBe(`slcan-tcp:127.0.0.1:${raw.socket.localPort ?? 0}`);
  });

  it('gives each client as a port of its own, with its address, and reports how it fares', async () => {
    const served = await serve(2);
    const raw = await connect(served);
    const port = await next(served.clients);
    const address = `slcan-tcp:127.0.0.1:${raw.socket.localPort ?? 0}`;
    expect(port.url).toBe(address);
    raw.send('A');
    expect(await next(served.frames)).toMatchObject({ id: 0x41 });
    port.send(dataFrame(0x42, new Uint8Array()));
    await raw.expectNext('B');
    raw.send('!!');
    await next(port.status, ({ kind }) => kind === 'trouble');
    raw.leave();
    await next(port.status, ({ kind }) => kind === 'closed');
    expect(served.reported).toEqual([
      { kind: 'listening', url: served.server.url },
      { kind: 'client-connected', client: address },
      { kind: 'trouble', reason: `${address}: it shouts` },
      { kind: 'client-left', client: address, cause: 'left', reason: 'the other side closed the connection' },
    ]);
  });

  it('refuses one client too many in the words of the protocol, and names who is there', async () => {
    const served = await serve(1);
    const first = await connect(served);
    await next(served.clients);
    const second = await connect(served);
    const busy = `busy: slcan-tcp:127.0.0.1:${first.socket.localPort ?? 0} is connected`;
    const reason = `${busy}, and this bus has room for one client`;
    expect(await second.untilClosed()).toBe(`no: ${reason}`);
    expect(served.reported.at(-1)).toMatchObject({ kind: 'client-refused', reason });
    first.send('A');
    expect(await next(served.frames)).toMatchObject({ id: 0x41 });
  });

  it('has one in as soon as there is room again', async () => {
    const served = await serve(1);
    const first = await connect(served);
    await next(served.clients);
    const second = await connect(served);
    second.send('C');
    first.leave();
    expect(await next(served.frames)).toMatchObject({ id: 0x43 });
    expect(served.reported.map(({ kind }) => kind)).toEqual([
      'listening',
      'client-connected',
      'client-left',
      'client-connected',
    ]);
  });

  it('has room for another one while it answers one that says nothing more', async () => {
    const served = await serve(1, 10_000);
    const first = await connect(served);
    const port = await next(served.clients);
    first.leave();
    const second = await connect(served);
    second.send('C');
    expect(await next(served.frames)).toMatchObject({ id: 0x43 });
    port.send(dataFrame(0x42, new Uint8Array()));
    await first.expectNext('B');
    expect(served.reported.map(({ kind }) => kind)).toEqual(['listening', 'client-connected', 'client-connected']);
  });

  it('says goodbye to all when it is closed, once', async () => {
    const served = await serve(2);
    const [one, other] = [await connect(served), await connect(served)];
    await next(served.clients);
    await served.server.close();
    await served.server.close();
    expect([await one.untilClosed(), await other.untilClosed()]).toEqual(['bye', 'bye']);
    expect(served.reported.slice(-3).map(({ kind }) => kind)).toEqual(['client-left', 'client-left', 'closed']);
  });
});
