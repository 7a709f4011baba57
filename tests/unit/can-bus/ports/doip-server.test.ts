import { createSocket, Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { Subject } from 'rxjs';
import { afterEach, expect, it, vi } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { NO_DOIP_FAULT } from '../../../../can-bus/doip/fault-plan.ts';
import type { OutputLimits } from '../../../../can-bus/ports/bounded-output.ts';
import type { DoipUrl } from '../../../../can-bus/ports/doip-url.ts';
import { openDoipServer } from '../../../../can-bus/ports/doip-server.ts';
import { RawClient } from '../../../integration/support/raw-client.ts';
import { ACTIVATED, ACTIVATION, doipTestVehicle } from '../../../support/doip-rig.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const PLAIN = { kind: 'doip', host: '127.0.0.1', port: 0, source: 0x0e00, vin: null, eid: null, tls: null } as const;
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(tls: DoipUrl['tls'] = null, limits?: OutputLimits): Promise<string> {
  const given = limits === undefined ? {} : { limits };
  const options = { vehicle: doipTestVehicle, clock: new VirtualClock(), isReady: () => true, ...given };
  const server = await openDoipServer({ ...PLAIN, tls }, options);
  closers.push(() => server.close());
  expect(server.url).toMatch(/^doip:127\.0\.0\.1:[1-9]\d*(\?tls=on&tlsPort=[1-9]\d*)?$/);
  return server.url;
}

async function connectPlain(url: string): Promise<RawClient> {
  const client = await RawClient.open(url);
  closers.push(() => Promise.resolve(void client.socket.destroy()));
  return client;
}

const text = (hex: string): string => Buffer.from(fromHex(hex)).toString('latin1');

it('answers on TCP and on UDP of the same port', async () => {
  const url = await serve();
  const client = await connectPlain(url);
  client.send(text(ACTIVATION));
  await client.expectNext(text(ACTIVATED));
  const udp = createSocket('udp4');
  closers.push(() => Promise.resolve(void udp.close()));
  udp.send(fromHex('02FD400100000000'), Number(url.split(':')[2]), '127.0.0.1');
  const [answer] = await once(udp, 'message', { signal: AbortSignal.timeout(20_000) });
  expect(answer instanceof Uint8Array && toHex(answer)).toBe('02FD40020000000700080100000FFF');
});

/** Its system lets only root send one. */
it('DOIP-9: answers no datagram whose source port is 0: nothing can be sent there', async () => {
  const bound = vi.spyOn(Socket.prototype, 'bind');
  await serve();
  const [socket] = bound.mock.contexts;
  if (!(socket instanceof Socket)) throw new Error('no socket was bound');
  const sent = vi.spyOn(Socket.prototype, 'send').mockImplementation(() => undefined);
  for (const port of [0, 13_400]) {
    socket.emit('message', Buffer.from(fromHex('02FD000100000000')), { address: '127.0.0.1', port });
  }
  expect(sent.mock.calls.map(([, port]) => port)).toEqual([13_400]);
});

it('delays a hundred datagrams at the same time; further ones are lost', async () => {
  const clock = new VirtualClock();
  const bound = vi.spyOn(Socket.prototype, 'bind');
  const plan = [{ ...NO_DOIP_FAULT, message: 'identification', delayMs: 300 } as const];
  const faults = { faults: () => plan, seed: () => 1 };
  const server = await openDoipServer(PLAIN, { vehicle: doipTestVehicle, clock, isReady: () => true, faults });
  closers.push(() => server.close());
  const [socket] = bound.mock.contexts;
  if (!(socket instanceof Socket)) throw new Error('no socket was bound');
  const sent = vi.spyOn(Socket.prototype, 'send').mockImplementation(() => undefined);
  // Its announcements are over.
  clock.advanceTo(10_000_000);
  sent.mockClear();
  for (let port = 20_001; port <= 20_101; port++) {
    socket.emit('message', Buffer.from(fromHex('02FD000100000000')), { address: '127.0.0.1', port });
  }
  clock.advanceTo(clock.nowUs() + 299_999);
  expect(sent).not.toHaveBeenCalled();
  clock.advanceTo(clock.nowUs() + 1);
  expect(sent.mock.calls.map(([, port]) => port)).toEqual(Array.from({ length: 100 }, (_, index) => 20_001 + index));
});

it('DOIP-21: serves TLS on a second port, and closes a client without TLS there', async () => {
  const served = await serve({ port: 0, cert: null, key: null, isRequired: false });
  const tlsPort = Number(/tlsPort=(\d+)/.exec(served)?.[1]);
  const socket = connect({ host: '127.0.0.1', port: tlsPort, rejectUnauthorized: false });
  closers.push(() => Promise.resolve(void socket.destroy()));
  await once(socket, 'secureConnect');
  socket.write(fromHex(ACTIVATION));
  const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(20_000) });
  expect(answer instanceof Uint8Array && toHex(answer)).toBe(ACTIVATED);
  const plain = await connectPlain(`doip:127.0.0.1:${tlsPort}`);
  plain.send(text(ACTIVATION));
  await plain.untilClosed();
});

it('disconnects a TLS client, and a browser, after a negative acknowledge', async () => {
  const url = await serve();
  for (const first of ['16030102000100', '474554202F20485454502F312E310D0A']) {
    const client = await connectPlain(url);
    client.send(text(`${first}0000000000000000`));
    expect(await client.untilClosed()).toBe(text('02FD00000000000100'));
  }
});

it('accepts 24 connections, and closes further ones', async () => {
  // Its clock does not advance: no client is closed because it does not activate routing (DOIP-15).
  const server = await openDoipServer(PLAIN, {
    vehicle: doipTestVehicle,
    clock: new VirtualClock(),
    isReady: () => true,
  });
  closers.push(() => server.close());
  let accepted = 0;
  server.clients.subscribe(() => accepted++);
  for (let count = 1; count <= 24; count++) {
    await connectPlain(server.url);
    await vi.waitUntil(() => accepted === count);
  }
  for (let count = 0; count < 3; count++) expect(await (await connectPlain(server.url)).untilClosed()).toBe('');
  expect(accepted).toBe(24);
});

it('DOIP-20: announces the vehicle three times, 500 ms apart, and again when its supply voltage is back', async () => {
  const supply = new Subject<boolean>();
  const clock = new VirtualClock();
  const udp = createSocket('udp4');
  const received: string[] = [];
  udp.on('message', (bytes) => received.push(toHex(bytes).slice(0, 16)));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  closers.push(() => Promise.resolve(void udp.close()));
  const server = await openDoipServer(PLAIN, {
    ...{ vehicle: doipTestVehicle, clock, isReady: () => true, supply },
    announceTo: { address: '127.0.0.1', port: udp.address().port },
  });
  closers.push(() => server.close());
  for (const [index, atUs] of [0, 500_000, 1_000_000].entries()) {
    clock.advanceTo(atUs);
    while (received.length <= index) await once(udp, 'message', { signal: AbortSignal.timeout(20_000) });
  }
  clock.advanceTo(10_000_000);
  expect(received).toEqual(['02FD000400000021', '02FD000400000021', '02FD000400000021']);
  const client = await connectPlain(server.url);
  client.send(text(ACTIVATION));
  await client.expectNext(text(ACTIVATED));
  supply.next(false);
  await client.untilClosed();
  await (await connectPlain(server.url)).untilClosed();
  supply.next(true);
  for (const [index, atUs] of [10_000_000, 10_500_000, 11_000_000].entries()) {
    clock.advanceTo(atUs);
    while (received.length <= 3 + index) await once(udp, 'message', { signal: AbortSignal.timeout(20_000) });
  }
  clock.advanceTo(20_000_000);
  expect(received).toHaveLength(6);
});

it('disconnects a tester that does not read, and goes on', async () => {
  const url = await serve(null, { frames: 10, bytes: 1_000 });
  const lazy = await connectPlain(url);
  lazy.socket.pause();
  // Each is answered with a negative acknowledge.
  const unknown = text('02FD777700000000').repeat(100_000);
  const left = new Promise<void>((resolve) => lazy.socket.once('close', () => resolve()));
  lazy.socket.write(unknown, 'latin1');
  await left;
  const next = await connectPlain(url);
  next.send(text(ACTIVATION));
  await next.expectNext(text(ACTIVATED));
});
