import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { TesterNode } from '../../can-bus/uds/tester-node.ts';
import { createPassCodes, type PassCodes } from '../../ecu-sim/identity/pass-code.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import type { CarEvent } from '../../hil/car/car-event.ts';
import { Car } from '../../hil/car/car.ts';

/** The results are asked for this often while the reset runs, as a scan tool does. */
const POLL_US = 10_000_000;
const RESULTS = Uint8Array.of(0x31, 0x03, 0x02, 0x01);

export interface ResetFigures {
  readonly ms: number;
  /** Vehicle time from the first request to the completion. */
  readonly vehicleMs: number;
  readonly frames: number;
  readonly events: number;
  readonly exchanges: number;
}

const passCodes: PassCodes = createPassCodes(DEFAULT_PROFILE.passcodeSecret, DEFAULT_PROFILE.vin);

/** One Smart Code Reset from the first request to completion, on a car just started, all frames and events recorded. */
export function runReset(cyclicFrames: boolean): ResetFigures {
  const events: CarEvent[] = [];
  const car = new Car({ cyclicFrames, observer: { event: (event) => events.push(event) } });
  car.start();
  const tool = new TesterNode({
    name: 'tool',
    physical: isoTpConfig({
      kind: 'extended',
      sendId: 0x750,
      receiveId: 0x758,
      sendAddress: 0xb5,
      receiveAddress: 0xb5,
    }),
  });
  car.attach(tool);
  const startUs = car.nowUs;
  const started = performance.now();
  reset(car, tool);
  const ms = performance.now() - started;
  if (car.smartKey.content.slots.some((id) => id !== null)) throw new Error('the reset left a key');
  const vehicleMs = (car.nowUs - startUs) / 1000;
  const exchanges = events.filter(({ event }) => event.kind === 'uds' && event.direction === 'request').length;
  return { ms, vehicleMs, frames: car.log.length, events: events.length, exchanges };
}

function reset(car: Car, tool: TesterNode): void {
  request(car, tool, Uint8Array.of(0x10, 0x03));
  car.setVehicle({ doors: { driver: true } });
  const first = request(car, tool, Uint8Array.of(0x27, 0x01)).subarray(2);
  request(car, tool, Uint8Array.of(0x27, 0x02, ...new TextEncoder().encode(passCodes.forReset(first))));
  request(car, tool, Uint8Array.of(0x31, 0x01, 0x02, 0x01, 0x01));
  const second = request(car, tool, Uint8Array.of(0x27, 0x03)).subarray(2);
  request(car, tool, Uint8Array.of(0x27, 0x04, ...passCodes.forKeys(second)));
  request(car, tool, Uint8Array.of(0x31, 0x01, 0x02, 0x01, 0x02));
  const { procedure } = car.smartKey.firmware ?? {};
  const completionUs = procedure?.kind === 'reset' ? procedure.deadlineUs : car.nowUs;
  while (request(car, tool, RESULTS)[4] !== 0) {
    car.advanceTo(Math.min(car.nowUs + POLL_US, Math.max(completionUs, car.nowUs)));
  }
}

function request(car: Car, tool: TesterNode, bytes: Uint8Array): Uint8Array {
  car.network.apply(tool, (outbox, nowUs) => tool.request(bytes, {}, nowUs, outbox));
  while (tool.isBusy()) car.network.runNext(car.nowUs + POLL_US);
  const outcome: UdsOutcome | null = tool.outcome();
  if (outcome?.kind !== 'positive')
    throw new Error(`request ${bytes.join(' ')} was answered ${JSON.stringify(outcome)}`);
  return outcome.response;
}
