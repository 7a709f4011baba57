import { dataFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import { TesterNode } from '../../can-bus/uds/tester-node.ts';
import { NodeOutbox } from '../../can-bus/virtual-bus/node-outbox.ts';
import type { SmartKeyEvent } from '../../ecu-sim/smart-key/events.ts';
import type { SmartKeyEcu } from '../../ecu-sim/smart-key-ecu.ts';
import { Car } from '../../hil/car/car.ts';
import { atLeast, lessThan, median, type Row } from './figures.ts';

const BATCHES = 200;
const REQUESTS_A_BATCH = 500;
const LONGEST_MESSAGE = 4095;
const TRANSFERS = 100;
const WARM_UP = 20;
/** An echo takes about 40 ns: what 10 µs would be beside it, on a machine of any speed. */
const MOST_ECHOES = 250;

/** Tester present, a read of one frame, a refused one: each its own frame, as the bus would bring it. */
const REQUESTS: readonly CanFrame[] = [
  [0x02, 0x3e, 0x00],
  [0x03, 0x22, 0xf1, 0x86],
  [0x02, 0x10, 0x03],
  [0x03, 0x22, 0x00, 0x00],
].map((bytes) => dataFrame(0x7b5, Uint8Array.of(...bytes, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc).slice(0, 8)));

/** Figures of the diagnostic path; loads nothing but the sources. */
export function diagnosticRows(): readonly Row[] {
  const echoUs = median(batches(echo));
  const answerUs = median(batches(ecuAnswer(startedEcu())));
  const transferMs = median(transfers());
  return [
    lessThan('request to answer inside the ECU, median', answerUs, 'µs', 10),
    lessThan('the same, as a ratio to a bare echo', answerUs / echoUs, '× echo', MOST_ECHOES),
    atLeast('requests answered by the ECU alone', 1e6 / answerUs, '/s', 100_000),
    lessThan(`transfer of ${LONGEST_MESSAGE} bytes on the virtual bus`, transferMs, 'ms', 1),
  ];
}

/** Microseconds a request, one figure a batch, the first batches left out. */
function batches(answer: (request: CanFrame) => CanFrame): readonly number[] {
  const figures: number[] = [];
  for (let batch = 0; batch < BATCHES + WARM_UP; batch++) {
    const started = performance.now();
    for (let index = 0; index < REQUESTS_A_BATCH; index++) {
      const request = REQUESTS[index % REQUESTS.length];
      if (request === undefined || answer(request).data.length !== 8) throw new Error('a request was not answered');
    }
    figures.push(((performance.now() - started) / REQUESTS_A_BATCH) * 1000);
  }
  return figures.slice(WARM_UP);
}

/** The least that can be done with a frame: another one with the same data goes back. */
function echo(request: CanFrame): CanFrame {
  return dataFrame(0x7bd, request.data.slice());
}

function startedEcu(): SmartKeyEcu {
  const car = new Car({ cyclicFrames: false });
  car.start();
  return car.smartKey;
}

/** The frame in, the answer out and confirmed: ISO-TP both ways, decoding, dispatch, encoding. */
function ecuAnswer(ecu: SmartKeyEcu): (request: CanFrame) => CanFrame {
  const outbox = new NodeOutbox<SmartKeyEvent>();
  let nowUs = 1_000_000;
  return (request) => {
    nowUs += 500;
    ecu.onFrame(request, nowUs, outbox);
    const answer = outbox.frames.slice(0, outbox.frameCount).find(({ id }) => id === 0x7bd);
    outbox.clear();
    if (answer === undefined) throw new Error('the ECU is silent');
    ecu.onFrameSent(answer, nowUs + 250, outbox);
    outbox.clear();
    return answer;
  };
}

/** Milliseconds for the longest request there is: 586 frames and their flow controls on the virtual bus. */
function transfers(): readonly number[] {
  const car = new Car({ cyclicFrames: false });
  car.start();
  const ids = { sendId: 0x7b5, receiveId: 0x7bd };
  const tester = new TesterNode({ name: 'tester', physical: isoTpConfig({ kind: 'normal', ...ids }) });
  car.attach(tester);
  // Identifiers that nobody has, so that the answer is one frame.
  const request = new Uint8Array(LONGEST_MESSAGE);
  request[0] = 0x22;
  const figures: number[] = [];
  for (let transfer = 0; transfer < TRANSFERS + WARM_UP; transfer++) {
    const started = performance.now();
    car.network.apply(tester, (outbox, nowUs) => tester.request(request, {}, nowUs, outbox));
    while (tester.isBusy()) car.network.runNext(car.nowUs + 1_000_000);
    figures.push(performance.now() - started);
    if (tester.outcome()?.kind !== 'negative') throw new Error('the transfer failed');
  }
  return figures.slice(WARM_UP);
}
