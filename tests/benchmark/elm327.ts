import { NEVER, Subject } from 'rxjs';
import { dataFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { Elm327Protocol } from '../../can-bus/ports/elm327-protocol.ts';
import type { StreamProtocolSink } from '../../can-bus/ports/stream-port.ts';
import { RealClock } from '../../can-bus/time/real-clock.ts';
import { Car } from '../../hil/car/car.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { lessThan, median, type Row } from './figures.ts';

const REQUESTS = 5_000;
const WARM_UP = 1_000;
/** A parameter of the engine ECU, and tester present to the Smart Key ECU. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  'engine ECU, 010C': ['ATE0', 'ATSP6', '010C1'],
  'Smart Key ECU, 3E00': ['ATE0', 'ATSP6', 'ATSH750', 'ATCEAB5', '3E001'],
};

/** The same requests as frames. */
const FRAMES: Readonly<Record<string, CanFrame>> = {
  'engine ECU, 010C': dataFrame(0x7df, Uint8Array.of(2, 0x01, 0x0c, 0, 0, 0, 0, 0)),
  'Smart Key ECU, 3E00': dataFrame(0x750, Uint8Array.of(0xb5, 2, 0x3e, 0x00, 0, 0, 0, 0)),
};
/** How much longer than a bare frame and its answer an exchange in the adapter's characters may take. */
const MOST_TIMES_A_FRAME = 5;

/** From the last character of a request to the prompt, in a car in virtual time, without a socket. */
export function elm327Rows(): readonly Row[] {
  return Object.entries(LINES).flatMap(([what, lines]) => {
    const [adapterUs, frameUs] = [median(answerTimes(lines)), median(frameTimes(FRAMES[what]))];
    return [
      lessThan(`ELM327: request to answer inside the car, ${what}, median`, adapterUs, 'µs', 100),
      lessThan(`ELM327: the same, relative to frames without an adapter`, adapterUs / frameUs, '×', MOST_TIMES_A_FRAME),
    ];
  });
}

/** From a frame to its answer, at the same car. */
function frameTimes(request: CanFrame | undefined): readonly number[] {
  if (request === undefined) throw new Error('no such frame');
  const host = startHost();
  const frames = new Subject<CanFrame>();
  let answers = 0;
  const port: CanPort = {
    ...{ url: 'frames', frames, status: NEVER },
    send: ({ id }) => {
      if (id > 0x700) answers++;
      return true;
    },
    close: () => Promise.resolve(),
  };
  host.connect(port);
  const times: number[] = [];
  for (let count = 0; count < WARM_UP + REQUESTS; count++) {
    const started = performance.now();
    frames.next(request);
    if (count >= WARM_UP) times.push((performance.now() - started) * 1_000);
  }
  if (answers !== WARM_UP + REQUESTS) throw new Error(`${answers} answers`);
  host.close();
  return times;
}

function startHost(): CarHost {
  const host = new CarHost({
    timeMode: 'virtual',
    car: new Car(),
    onFatal: (error) => {
      throw error;
    },
  });
  host.start();
  return host;
}

/** @param lines the last one is the request */
function answerTimes(lines: readonly string[]): readonly number[] {
  const host = startHost();
  const clock = new RealClock();
  const { protocol, sink, output } = connect(host, clock);
  const request = Buffer.from(`${lines.at(-1) ?? ''}\r`);
  for (const line of lines) {
    output.last = '';
    protocol.receive(Buffer.from(`${line}\r`), sink);
  }
  if (!/^[\dA-F ]+\r\r>$/.test(output.last)) throw new Error(`no answer: ${output.last}`);
  const times: number[] = [];
  for (let count = 0; count < WARM_UP + REQUESTS; count++) {
    output.last = '';
    const started = performance.now();
    protocol.receive(request, sink);
    const elapsedUs = (performance.now() - started) * 1_000;
    if (!output.last.endsWith('\r\r>')) throw new Error('the answer is not complete');
    if (count >= WARM_UP) times.push(elapsedUs);
  }
  protocol.closed();
  clock.close();
  host.close();
  return times;
}

interface Connected {
  readonly protocol: Elm327Protocol;
  readonly sink: StreamProtocolSink;
  readonly output: { last: string };
}

function connect(host: CarHost, clock: RealClock): Connected {
  const output = { last: '' };
  const frames = new Subject<CanFrame>();
  const protocol = new Elm327Protocol({
    ...{ version: '1.5', clock, bitRate: 500_000 },
    vehicleTimeUs: () => host.car.nowUs,
    settles: () => true,
  });
  const port: CanPort = {
    ...{ url: 'elm327', frames, status: NEVER },
    send: (frame) => {
      protocol.encode(frame);
      return true;
    },
    confirm: (frame) => protocol.confirm(frame),
    close: () => Promise.resolve(),
  };
  const sink: StreamProtocolSink = {
    deliver: (frame) => frames.next(frame),
    reply: (text) => (output.last += String(text)),
    trouble: () => undefined,
    pause: () => undefined,
    mayGoOn: () => true,
    holdBack: () => undefined,
    end: () => undefined,
  };
  host.connect(port);
  protocol.opened(sink);
  return { protocol, sink, output };
}
