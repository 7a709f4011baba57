import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { SocketcandUrl } from '../../../../can-bus/ports/bus-url.ts';
import { openSocketcandServer } from '../../../../can-bus/ports/socketcand-server.ts';
import { RawClient } from '../../../integration/support/raw-client.ts';
import { next, observe, written, type Served } from '../../../integration/support/served-port.ts';
import { turn } from '../../../support/turn.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const URL: SocketcandUrl = { kind: 'socketcand', host: '127.0.0.1', port: 0, bus: 'body', beacon: false };
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type ServerOptions = Parameters<typeof openSocketcandServer>[1];

async function serve(url: SocketcandUrl = URL, options: Partial<ServerOptions> = {}): Promise<Served> {
  const server = await openSocketcandServer(url, {
    vehicleTimeUs: () => 1_500_000,
    clock: new VirtualClock(),
    ...options,
  });
  closers.push(() => server.close());
  return observe(server);
}

/** Sockets of UDP that this process has open. */
function udpSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('UDP')).length;
}

async function openRaw(served: Served): Promise<RawClient> {
  const raw = await RawClient.open(served.server.url);
  closers.push(() => Promise.resolve(void raw.socket.destroy()));
  raw.send('< open can0 >< rawmode >');
  await raw.expectNext('< hi >< ok >< ok >');
  return raw;
}

describe('the socketcand that we play', () => {
  it('gives its clients the frames of the bus with its time, and takes theirs', async () => {
    const served = await serve();
    const raw = await openRaw(served);
    const car = await next(served.clients);
    raw.send('< send 7B5 3 2 3E 0 >');
    expect(written(await next(served.frames))).toBe('7B5#023E00');
    car.send(dataFrame(0x7bd, fromHex('02 7E 00')));
    await raw.expectNext('\n< frame 7BD 1.500000 027E00 >');
  });

  it('serves several clients, each as a port of its own, at a URL without the name of its bus', async () => {
    const served = await serve();
    expect(served.server.url).toMatch(/^socketcand:127\.0\.0\.1:[1-9]\d*$/);
    await openRaw(served);
    await openRaw(served);
    expect(served.reported.map(({ kind }) => kind)).toEqual(['listening', 'client-connected', 'client-connected']);
  });

  it('announces itself where it is asked to, by the name of its bus and its port in fact, until it is closed', async () => {
    const listener = createSocket('udp4');
    closers.push(() => Promise.resolve(void listener.close()));
    await new Promise<void>((resolve) => {
      listener.bind(0, '127.0.0.1', resolve);
    });
    const before = udpSockets();
    const heard = once(listener, 'message');
    const beacon = { targets: ['127.0.0.1'], port: listener.address().port };
    const served = await serve({ ...URL, beacon: true }, { beacon });
    const port = served.server.url.split(':').at(-1) ?? '';
    expect(String((await heard)[0])).toContain(`<URL>can://127.0.0.1:${port}</URL><Bus name="body"/>`);
    await openRaw(served);
    await served.server.close();
    await served.server.close();
    await turn();
    expect(udpSockets()).toBe(before);
    expect(served.reported.map(({ kind }) => kind)).toEqual(['listening', 'client-connected', 'client-left', 'closed']);
  });

  it('goes on where it cannot be announced, and reports that', async () => {
    const beacon = { targets: ['255.255.255.256'], port: 42_000 };
    const served = await serve({ ...URL, beacon: true }, { beacon });
    const trouble = await next(served.server.status, ({ kind }) => kind === 'trouble');
    expect(trouble).toMatchObject({ reason: expect.stringContaining('the discovery beacon cannot be sent: ') });
    await openRaw(served);
  });
});
