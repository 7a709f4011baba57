import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { Car } from '../../hil/car/car.ts';
import { EventFeed } from '../../hil/server/event-feed.ts';
import { EncodedEvents, eventStream } from '../../hil/server/event-stream.ts';
import { lessThan, type Row } from './figures.ts';

const CLIENTS = 20;
/** A minute of a thousand frames a second, ten at a time as a busy port delivers them. */
const FRAMES = 60_000;
const AT_ONCE = 10;

/** CPU time of a frame in the server, with this number of clients that want every frame. */
async function microsPerFrame(clients: number): Promise<number> {
  const car = new Car();
  const host = new CarHost({
    ...{ car, timeMode: 'virtual' as const, rate: 1 },
    onFatal: (error) => {
      throw error;
    },
  });
  const feed = new EventFeed(host, { instance: 'benchmark' });
  host.start();
  const encoded = new EncodedEvents();
  const readers = Array.from({ length: clients }, () => eventStream(feed, encoded, { kinds: null }).getReader());
  let received = 0;
  const reading = readers.map(async (reader) => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      received += value instanceof Uint8Array ? value.length : 0;
    }
  });
  const before = process.cpuUsage();
  for (let sent = 0; sent < FRAMES; sent += AT_ONCE) {
    for (let n = 0; n < AT_ONCE; n++) {
      const data = Uint8Array.of(sent, sent >>> 8, sent >>> 16, n, 0, 0, 0, 0);
      host.act(() => car.network.apply(car.body, (outbox) => outbox.send(dataFrame(0x100, data))));
      host.advanceTo(car.nowUs + 1000);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { user, system } = process.cpuUsage(before);
  feed.stop();
  await Promise.all(reading);
  if (clients > 0 && received === 0) throw new Error('the clients have received nothing');
  return (user + system) / FRAMES;
}

/** What clients of the event stream cost the car. */
export async function eventClientRows(): Promise<readonly Row[]> {
  await microsPerFrame(1);
  const alone = await microsPerFrame(0);
  const watched = await microsPerFrame(CLIENTS);
  return [lessThan(`a frame for ${CLIENTS} event clients`, watched - alone, 'µs of CPU', 100)];
}
