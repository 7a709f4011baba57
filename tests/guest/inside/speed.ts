// Runs in the guest: how fast `socketcan:` is beside the kernel's ISO-TP and the bare npm package.
// Usage: speed.ts KERNEL_ISOTP [FOLDER], a checkout whose car is measured too. Prints one line of JSON, GuestSpeed.
import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
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
import type { ExchangeSpeed, GuestSpeed, Spread } from './guest-speed.ts';
import { isoTpAsker, kernelAnswerer, type IdPair, type IsoTpAsker } from './isotp-asker.ts';
import { READ_VIN, TESTER_PRESENT, TESTER_PRESENT_RESPONSE, VIN_RESPONSE } from './speed-requests.ts';

/** The car hears everything on its bus, so the others have one of their own. */
const [INTERFACE, CAR_INTERFACE, OTHER_INTERFACE] = ['vcan0', 'vcan1', 'vcan2'];
const BARE: IdPair = { request: 0x100, answer: 0x101 };
const PORT: IdPair = { request: 0x110, answer: 0x111 };
const KERNEL_SINGLE: IdPair = { request: 0x120, answer: 0x121 };
const KERNEL_MULTI: IdPair = { request: 0x130, answer: 0x131 };
const { requestId, responseId } = DEFAULT_PROFILE.addressing.generic;
const CAR: IdPair = { request: requestId, answer: responseId };
/** Frames that are received and answered until V8 has compiled who answers them, and those that are measured. */
const FRAMES_WARM_UP = { bare: 2_000, port: 15_000 } as const;
const FRAMES = 5_000;
/** Frames under way at once: neither side waits for the other's wake-up. */
const WINDOW = 32;
/** What a user meets who has just started a car; the few lines of the others are compiled within these. */
const FIRST_EXCHANGES = 1_000;
/**
 * Exchanges after which V8 has compiled a whole car: another thousand are not faster, and their slowest hundredth is
 * none in which it compiles. The VIN comes second and shares most of its way with TesterPresent.
 */
const CAR_WARM_UP = { single: 12_000, multi: 16_000 } as const;
/** More than one late compilation or collection makes slow: the slowest hundredth is of all the others. */
const EXCHANGES = 2_000;
/** Until threads that compile have finished; a guest that counts instructions has them wait for nothing. */
const PAUSE_MS = 1_000;
const TESTER_ROUNDS = 5;
const TESTER_WARM_UP_ROUNDS = 10;
const ROUND_TRIPS_A_ROUND = 100;
const PATIENT_US = 60_000_000;

async function startAnswerer(kind: 'bare' | 'port', { request, answer }: IdPair): Promise<ChildProcess> {
  const file = 'tests/guest/inside/speed-answerer.ts';
  const line = `exec node ${file} ${kind} ${INTERFACE} ${request.toString(16)} ${answer.toString(16)}`;
  const program = background(line);
  const lines = linesOf(program);
  await until(`the ${kind} answerer is ready`, () => lines.length > 0);
  return program;
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
  // The port first, so that who asks is compiled, too, before anything is measured.
  await port.exchange(FRAMES_WARM_UP.port, WINDOW);
  await bare.exchange(FRAMES_WARM_UP.bare, WINDOW);
  await delay(PAUSE_MS);
  const bareSeconds = await secondsOf(() => bare.exchange(FRAMES, WINDOW));
  const portSeconds = await secondsOf(() => port.exchange(FRAMES, WINDOW));
  return {
    bareFramesPerSecond: rounded(FRAMES / bareSeconds),
    portFramesPerSecond: rounded(FRAMES / portSeconds),
    ratio: rounded(bareSeconds / portSeconds),
  };
}

/** Our scan tool's stack on vcan0, which asks the car whether it is there. */
async function openTester(): Promise<{ ask(): Promise<void>; close(): Promise<void> }> {
  const port = await openClientPort(`socketcan:${CAR_INTERFACE}`);
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

async function ourTester(bare: BareChannel): Promise<GuestSpeed['ourTester']> {
  const tester = await openTester();
  const times = { bare: [] as number[], uds: [] as number[] };
  for (let round = -TESTER_WARM_UP_ROUNDS; round < TESTER_ROUNDS; round++) {
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

function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { fastestTenth: at(0.1), median: at(0.5), p99: at(0.99) };
}

/** One for each program that answers. */
type Askers = Readonly<Record<'kernel' | 'bare' | 'car', IsoTpAsker>> & { readonly other: IsoTpAsker | null };

async function ofEach(askers: Askers, ask: (asker: IsoTpAsker) => Promise<Spread>): Promise<ExchangeSpeed> {
  const [kernel, bare, car] = [await ask(askers.kernel), await ask(askers.bare), await ask(askers.car)];
  return { kernel, bare, car, other: askers.other === null ? null : await ask(askers.other) };
}

/** Asks each program for the first time, and again when it is warm. */
async function exchangeSpeed(askers: Askers, request: string, carWarmUp: number): Promise<FirstAndThen> {
  const ask = (count: number) => async (asker: IsoTpAsker) => spreadOf(await asker.ask(request, count));
  const first = await ofEach(askers, ask(FIRST_EXCHANGES));
  for (const car of [askers.car, askers.other]) await car?.ask(request, carWarmUp - FIRST_EXCHANGES);
  await delay(PAUSE_MS);
  return { first, then: await ofEach(askers, ask(EXCHANGES)) };
}

interface FirstAndThen {
  readonly first: ExchangeSpeed;
  readonly then: ExchangeSpeed;
}

/** In virtual time a car answers at once; in real time it lets the frames take their time on a bus of 500 kbit/s. */
async function startCars(otherFolder: string | undefined): Promise<void> {
  await carOn(`socketcan:${CAR_INTERFACE}`, '--time', 'virtual');
  if (otherFolder === undefined) return;
  const where = `--json --http 127.0.0.1:0 --bus socketcan:${OTHER_INTERFACE} --time virtual`;
  const lines = linesOf(background(`cd '${otherFolder}' && exec node dist/smartkey.js car ${where}`));
  await until('the other car is ready', () => lines.length > 0);
}

const [kernelIsotp = '', otherFolder] = process.argv.slice(2);
await startAnswerer('bare', BARE);
const portAnswerer = await startAnswerer('port', PORT);
await kernelAnswerer(kernelIsotp, INTERFACE, KERNEL_SINGLE, TESTER_PRESENT_RESPONSE);
await kernelAnswerer(kernelIsotp, INTERFACE, KERNEL_MULTI, VIN_RESPONSE);
await startCars(otherFolder);
const bare = await BareChannel.open(INTERFACE, BARE.request, BARE.answer);
const port = await BareChannel.open(INTERFACE, PORT.request, PORT.answer);
const frames = await receiveAndAnswer(bare, port);
// It looks at its interface several times a second, and there is one processor for all.
portAnswerer.kill('SIGTERM');
// From here on: they would have heard all those answers.
const askers = {
  bare: await isoTpAsker(kernelIsotp, INTERFACE, BARE),
  car: await isoTpAsker(kernelIsotp, CAR_INTERFACE, CAR),
  other: otherFolder === undefined ? null : await isoTpAsker(kernelIsotp, OTHER_INTERFACE, CAR),
};
const kernelSingle = await isoTpAsker(kernelIsotp, INTERFACE, KERNEL_SINGLE);
const kernelMulti = await isoTpAsker(kernelIsotp, INTERFACE, KERNEL_MULTI);
const single = await exchangeSpeed({ ...askers, kernel: kernelSingle }, TESTER_PRESENT, CAR_WARM_UP.single);
const multi = await exchangeSpeed({ ...askers, kernel: kernelMulti }, READ_VIN, CAR_WARM_UP.multi);
const speed: GuestSpeed = {
  receiveAndAnswer: frames,
  firstSingle: single.first,
  single: single.then,
  multi: multi.then,
  ourTester: await ourTester(bare),
};
console.log(JSON.stringify(speed));
bare.close();
port.close();
await tidyUp();
process.exit(0);
