// Runs in the guest: how fast `socketcan:` is beside the bare npm package. Prints one line of JSON, GuestSpeed.
import { NodeOnPort } from '../../../can-bus/ports/node-on-port.ts';
import { openClientPort } from '../../../can-bus/ports/open-port.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { TesterNode, type TesterEvent } from '../../../can-bus/uds/tester-node.ts';
import { DEFAULT_PROFILE } from '../../../ecu-sim/profile.ts';
import { scanToolConfig } from '../../../hil/tester/tester-config.ts';
import { median } from '../../benchmark/figures.ts';
import { BareChannel } from './bare-channel.ts';
import { background, linesOf, tidyUp, until } from './bench.ts';
import { carOn } from './car.ts';
import type { GuestSpeed } from './guest-speed.ts';

const INTERFACE = 'vcan0';
/** Ids of two pairs, none of the car's. */
const BARE = { request: 0x100, answer: 0x101 } as const;
const PORT = { request: 0x110, answer: 0x111 } as const;
/** What is compared takes turns, so that a machine that gets busy is busy for both. */
const ROUNDS = 9;
const ROUND_TRIP_ROUNDS = 18;
/** Until the car's code is compiled, which takes long where the processor is emulated. */
const WARM_UP_ROUNDS = 20;
const FRAMES_A_ROUND = 4_000;
/** Frames under way at once: neither side waits for the other's wake-up. */
const WINDOW = 32;
/** The car hears the bare echo too: two frames each must find room in its socket (about 270) while it has no processor. */
const ROUND_TRIPS_A_ROUND = 100;
const PATIENT_US = 60_000_000;

async function startAnswerer(kind: 'bare' | 'port', { request, answer }: typeof BARE | typeof PORT): Promise<void> {
  const file = 'tests/guest/inside/speed-answerer.ts';
  const line = `exec node ${file} ${kind} ${INTERFACE} ${request.toString(16)} ${answer.toString(16)}`;
  const lines = linesOf(background(line));
  await until(`the ${kind} answerer is ready`, () => lines.length > 0);
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1_000;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function ratioOf(over: readonly number[], under: readonly number[]): number {
  return rounded(median(over.map((value, i) => value / (under[i] ?? Number.NaN))));
}

async function receiveAndAnswer(bare: BareChannel, port: BareChannel): Promise<GuestSpeed['receiveAndAnswer']> {
  const rates = { bare: [] as number[], port: [] as number[] };
  for (let round = -1; round < ROUNDS; round++) {
    const bareSeconds = await secondsOf(() => bare.exchange(FRAMES_A_ROUND, WINDOW));
    const portSeconds = await secondsOf(() => port.exchange(FRAMES_A_ROUND, WINDOW));
    // The first one warms up.
    if (round < 0) continue;
    rates.bare.push(FRAMES_A_ROUND / bareSeconds);
    rates.port.push(FRAMES_A_ROUND / portSeconds);
  }
  return {
    bareFramesPerSecond: rounded(median(rates.bare)),
    portFramesPerSecond: rounded(median(rates.port)),
    ratio: ratioOf(rates.port, rates.bare),
  };
}

/** Our scan tool's stack on vcan0, which asks the car whether it is there. */
async function openTester(): Promise<{ ask(): Promise<void>; close(): Promise<void> }> {
  const port = await openClientPort(`socketcan:${INTERFACE}`);
  const clock = new RealClock();
  const client = { p2Us: PATIENT_US, adoptServerTiming: false, keepAlive: false };
  const tester = new TesterNode(scanToolConfig(DEFAULT_PROFILE, { endpoint: 'generic', client }));
  let onExchange: (event: TesterEvent) => void = () => undefined;
  const driver = new NodeOnPort(tester, port, clock, (event) => onExchange(event));
  const request = Uint8Array.of(0x3e, 0x00);
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        onExchange = ({ outcome }) => {
          if (outcome.kind === 'positive') resolve();
          else reject(new Error(`the car's answer is ${outcome.kind}`));
        };
        driver.apply((outbox, nowUs) => tester.request(request, {}, nowUs, outbox));
      }),
    close: async () => {
      driver.detach();
      clock.close();
      await port.close();
    },
  };
}

/** The median of a round, in microseconds. */
async function roundTripUs(trip: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < ROUND_TRIPS_A_ROUND; i++) times.push(await secondsOf(trip));
  return median(times) * 1_000_000;
}

async function roundTrips(bare: BareChannel): Promise<GuestSpeed['roundTrip']> {
  // In virtual time a car answers at once; in real time it lets the frames take their time on a bus of 500 kbit/s.
  await carOn(`socketcan:${INTERFACE}`, '--time', 'virtual');
  const tester = await openTester();
  const times = { bare: [] as number[], uds: [] as number[] };
  for (let round = -WARM_UP_ROUNDS; round < ROUND_TRIP_ROUNDS; round++) {
    const bareUs = await roundTripUs(() => bare.exchange(1, 1));
    const udsUs = await roundTripUs(() => tester.ask());
    if (round < 0) continue;
    times.bare.push(bareUs);
    times.uds.push(udsUs);
  }
  await tester.close();
  return {
    bareUs: rounded(median(times.bare)),
    udsUs: rounded(median(times.uds)),
    ratio: ratioOf(times.uds, times.bare),
  };
}

await startAnswerer('bare', BARE);
await startAnswerer('port', PORT);
const bare = await BareChannel.open(INTERFACE, BARE.request, BARE.answer);
const port = await BareChannel.open(INTERFACE, PORT.request, PORT.answer);
const speed: GuestSpeed = {
  receiveAndAnswer: await receiveAndAnswer(bare, port),
  roundTrip: await roundTrips(bare),
};
console.log(JSON.stringify(speed));
bare.close();
port.close();
await tidyUp();
process.exit(0);
