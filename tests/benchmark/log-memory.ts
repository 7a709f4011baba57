import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../can-bus/time/micros.ts';
import type { BusNode } from '../../can-bus/virtual-bus/bus-node.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { Car } from '../../hil/car/car.ts';
import { LOG_BYTES } from '../../hil/trace/event-log.ts';
import { EventFeed } from '../../hil/server/event-feed.ts';

// Run in a process of its own: `node --expose-gc tests/benchmark/log-memory.ts [FRAMES]`, as `npm run bench` does.

const DEFAULT_FRAMES = 3_000_000;

/** It asks, with a frame that was never there before, and listens to nothing. */
const TOOL: BusNode = {
  name: 'tool',
  listensTo: [],
  confirms: [],
  deadlineUs: () => NEVER_US,
  onDeadline: () => undefined,
  onFrame: () => undefined,
  onFrameSent: () => undefined,
  hasPendingWork: () => false,
};

/** A car that receives requests until `frames` were on the bus, with all that `smartkey car` keeps of it. */
function ask(frames: number): void {
  const car = new Car();
  const host = new CarHost({
    timeMode: 'virtual',
    car,
    onFatal: (error) => {
      throw error;
    },
  });
  const feed = new EventFeed(host, { instance: 'benchmark' });
  const before = liveMb();
  host.start();
  host.act(() => car.attach(TOOL));
  for (let n = 0; car.log.dropped + car.log.length < frames; n++) {
    const request = Uint8Array.of(3, 0x22, 0x10, 0x01, n, n >>> 8, n >>> 16, 0xcc);
    host.act(() => {
      car.network.apply(TOOL, (outbox) => outbox.send(dataFrame(0x7b5, request)));
      car.settle();
    });
  }
  const rssMb = process.memoryUsage().rss / 1e6;
  const keptMb = liveMb() - before;
  const { length: framesKept } = car.log;
  const { keptEvents: eventsKept } = feed.log;
  const boundMb = LOG_BYTES / 1e6;
  process.stdout.write(`${JSON.stringify({ frames, framesKept, eventsKept, keptMb, boundMb, rssMb })}\n`);
}

function liveMb(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

ask(Number(process.argv[2] ?? DEFAULT_FRAMES));
