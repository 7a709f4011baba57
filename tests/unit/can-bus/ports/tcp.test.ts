import { once } from 'node:events';
import { Socket, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HostPortUrl } from '../../../../can-bus/ports/bus-url.ts';
import { connectTo, listen, peerOf } from '../../../../can-bus/ports/tcp.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function url(port: number, host: string = '127.0.0.1'): HostPortUrl {
  return { kind: 'slcan-tcp', host, port };
}

/** Servers and sockets are closed after the test. */
function closing<T extends Server | Socket>(opened: T): T {
  closers.push(() => (opened instanceof Socket ? opened.destroy() : opened.close()));
  return opened;
}

/** The far end of what a peer's address is asked of. */
function socketFrom(remoteAddress: string, remotePort: number): Socket {
  return Object.defineProperties(new Socket(), {
    remoteAddress: { value: remoteAddress },
    remotePort: { value: remotePort },
  });
}

describe('listening on TCP', () => {
  it('reports the port that the system has picked, and gives each connection', async () => {
    const { promise: connection, resolve } = Promise.withResolvers<Socket>();
    const listening = await listen(url(0), resolve);
    closing(listening.server);
    expect(listening.url).toMatchObject({ kind: 'slcan-tcp', host: '127.0.0.1' });
    expect(listening.url.port).toBeGreaterThan(0);
    const client = closing(await connectTo(listening.url));
    const server = closing(await connection);
    // Half open: the end of one side is not the end of the other.
    client.end('last words');
    const [words] = await once(server, 'data');
    expect(String(words)).toBe('last words');
    await once(server, 'end');
    server.write('still here');
    const [answer] = await once(client, 'data');
    expect(String(answer)).toBe('still here');
    expect(peerOf(server)).toBe(`127.0.0.1:${client.localPort ?? 0}`);
  });

  it('is the bench’s trouble where the port is in use', async () => {
    const first = await listen(url(0), () => undefined);
    closing(first.server);
    const { port } = first.url;
    await expect(listen(first.url, () => undefined)).rejects.toMatchObject({
      code: 'bench',
      message: expect.stringContaining(`cannot listen on slcan-tcp:127.0.0.1:${port}: `),
      hint: `port ${port} is in use, perhaps by another car: stop that one, or choose another port (0 picks a free one)`,
      context: { url: `slcan-tcp:127.0.0.1:${port}`, code: 'EADDRINUSE' },
    });
  });

  it('is the bench’s trouble where the address is not of this machine', async () => {
    // Of documentation (RFC 5737): nobody has it.
    await expect(listen(url(0, '203.0.113.1'), () => undefined)).rejects.toMatchObject({
      code: 'bench',
      hint: '203.0.113.1 is not an address of this machine: use 127.0.0.1, or 0.0.0.0 for every network',
      context: { code: 'EADDRNOTAVAIL' },
    });
  });
});

describe('connecting over TCP', () => {
  it('asks whether the car is running where nobody listens', async () => {
    const { server, url: served } = await listen(url(0), () => undefined);
    server.close();
    await once(server, 'close');
    await expect(connectTo(served)).rejects.toMatchObject({
      code: 'bench/unreachable',
      hint: 'nothing listens there: check the address, and whether the car is running',
      context: { url: `slcan-tcp:127.0.0.1:${served.port}`, code: 'ECONNREFUSED' },
    });
  });

  it('may still speak to a side that has said its last word', async () => {
    const { promise: connection, resolve } = Promise.withResolvers<Socket>();
    const listening = await listen(url(0), resolve);
    closing(listening.server);
    const client = closing(await connectTo(listening.url)).resume();
    const server = closing(await connection);
    server.end();
    await once(client, 'end');
    client.write('goodbye');
    const [words] = await once(server, 'data');
    expect(String(words)).toBe('goodbye');
  });

  it('does not try port 0', async () => {
    await expect(connectTo(url(0))).rejects.toMatchObject({
      code: 'usage',
      message: 'cannot connect to slcan-tcp:127.0.0.1:0: port 0 is not a real port',
      hint: 'use the port that the car has printed',
    });
  });
});

describe('the address of the other side', () => {
  it('is HOST:PORT, an IPv6 address in brackets', () => {
    expect(peerOf(socketFrom('192.0.2.7', 3333))).toBe('192.0.2.7:3333');
    expect(peerOf(socketFrom('::1', 3333))).toBe('[::1]:3333');
  });

  it('is unknown for a closed socket', () => {
    expect(peerOf(new Socket())).toBe('unknown:0');
  });
});
