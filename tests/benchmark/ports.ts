import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { dataFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { CanPort, CanPortServer } from '../../can-bus/ports/can-port.ts';
import { openClientPort, openServerPort } from '../../can-bus/ports/open-port.ts';
import { BitTiming } from '../../can-bus/virtual-bus/bit-timing.ts';
import { Car } from '../../hil/car/car.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { atLeast, lessThan, median, type Row } from './figures.ts';
import { DEFAULT_BIT_RATE } from '../../can-bus/virtual-bus/bus-options.ts';

const ECHOED_FRAMES = 40_000;
const WINDOW_FRAMES = 500;
const RUNS = 3;
const HOPS = 400;
const WARM_UP_HOPS = 50;
/** Of the lowest priority but the broadcasts', and 8 bytes, as ISO-TP has them. */
const FRAME: CanFrame = dataFrame(0x123, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));

/** Speed of the buses that we serve, over loopback: client and server share one process here. */
export async function portRows(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const kind of ['slcan-tcp', 'socketcand']) {
    const runs: number[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await echoedFramesPerSecond(kind));
    rows.push(atLeast(`${kind}: frames there and back, best of ${RUNS}`, Math.max(...runs), 'frames/s', 20_000));
  }
  const bareUs = median(await hopsThroughRelay());
  const bridgedUs = median(await hopsThroughCar());
  const timing = new BitTiming(DEFAULT_BIT_RATE);
  const wireUs = timing.totalMicros(timing.frameUnits(FRAME));
  const added = Math.max(0, bridgedUs - wireUs - bareUs);
  rows.push(lessThan('bridge: added from bus to bus, median, beside wire and TCP', added, 'µs', 100));
  return rows;
}

/** Frames returned per second, counted once, with a fixed number under way at a time. */
async function echoedFramesPerSecond(kind: string): Promise<number> {
  const server = await openServerPort(`${kind}:127.0.0.1:0`, { vehicleTimeUs: () => 0 });
  server.clients.subscribe((client) => client.frames.subscribe((frame) => void client.send(frame)));
  const client = await openClientPort(server.url);
  let [sent, received] = [0, 0];
  const done = Promise.withResolvers<undefined>();
  const sendMore = (): void => {
    while (sent < ECHOED_FRAMES && sent - received < WINDOW_FRAMES) {
      if (!client.send(FRAME)) throw new Error('the port takes no more');
      sent++;
    }
  };
  const started = performance.now();
  client.frames.subscribe(() => {
    received++;
    if (received === ECHOED_FRAMES) done.resolve(undefined);
    else if (sent - received < WINDOW_FRAMES / 2) sendMore();
  });
  sendMore();
  await done.promise;
  const seconds = (performance.now() - started) / 1000;
  await client.close();
  await server.close();
  return ECHOED_FRAMES / seconds;
}

/** Microseconds from one client to another, through two TCP connections and nothing else. */
async function hopsThroughRelay(): Promise<readonly number[]> {
  const sockets: Socket[] = [];
  const relay: Server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('data', (chunk) => {
      for (const other of sockets) if (other !== socket) other.write(chunk);
    });
  });
  await new Promise<void>((resolve) => relay.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = relay.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const [from, to] = [connect({ host: '127.0.0.1', port, noDelay: true }), connect({ host: '127.0.0.1', port })];
  await Promise.all([once(from, 'connect'), once(to, 'connect')]);
  while (sockets.length < 2) await delay(1);
  const hops = await timeHops(
    () => void from.write('t12380102030405060708\r'),
    (arrived) => void to.on('data', arrived),
  );
  for (const socket of [from, to, ...sockets]) socket.destroy();
  await new Promise<void>((resolve) => relay.close(() => resolve()));
  return hops;
}

/** The same through a car in real time, from one of its buses to another: its bus takes its time, too. */
async function hopsThroughCar(): Promise<readonly number[]> {
  // Without broadcasts in cycles: what waits for another frame to end is not the bridge's.
  const car = new Car({ cyclicFrames: false });
  const host = new CarHost({
    timeMode: 'real',
    car,
    onFatal: (error) => {
      throw error;
    },
  });
  host.start();
  const servers: CanPortServer[] = [];
  const clients: CanPort[] = [];
  for (const kind of ['slcan-tcp', 'socketcand']) {
    const server = await openServerPort(`${kind}:127.0.0.1:0`, { vehicleTimeUs: () => car.nowUs });
    server.clients.subscribe((client) => host.connect(client));
    servers.push(server);
    clients.push(await openClientPort(server.url));
  }
  const [from, to] = clients;
  const hops = await timeHops(
    () => void from?.send(FRAME),
    (arrived) => to?.frames.subscribe(({ id }) => (id === FRAME.id ? arrived() : undefined)),
  );
  for (const client of clients) await client.close();
  host.close();
  for (const server of servers) await server.close();
  return hops;
}

/** One at a time, with a pause in between, as a tool sends. */
async function timeHops(send: () => void, onArrival: (arrived: () => void) => void): Promise<readonly number[]> {
  let arrived: () => void = () => undefined;
  onArrival(() => arrived());
  const hops: number[] = [];
  for (let hop = 0; hop < WARM_UP_HOPS + HOPS; hop++) {
    await delay(1);
    const started = performance.now();
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    send();
    await arrival;
    if (hop >= WARM_UP_HOPS) hops.push((performance.now() - started) * 1000);
  }
  return hops;
}
