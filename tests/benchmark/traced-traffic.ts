import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { TraceHash } from '../../can-bus/trace/trace-hash.ts';
import { TesterNode } from '../../can-bus/uds/tester-node.ts';
import type { BusNode, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';
import { createPassCodes } from '../../ecu-sim/identity/pass-code.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { Car } from '../../hil/car/car.ts';
import { eventRecordOf } from '../../hil/trace/record-of-car.ts';
import { TraceFile } from '../../hil/trace/trace-file.ts';
import { atLeast, type Row } from './figures.ts';

const RUNS = 6;
const PERIOD_US: Micros = 1_000;
const ASKED = 1_000;
const GOAL = 2_000;
/** As many frames as a gateway's cyclic traffic has ids; each is sent again and again. */
const TRAFFIC: readonly CanFrame[] = Array.from({ length: 40 }, (_, index) =>
  dataFrame(0x100 + 8 * index, Uint8Array.of(index, 1, 2, 3, 4, 5, 6, 7)),
);

/** A thousand frames a second that nobody listens to. */
class Traffic implements BusNode {
  readonly name = 'traffic';
  readonly listensTo: readonly number[] = [];
  readonly confirms: readonly number[] = [];
  #nextUs: Micros;
  #count = 0;

  constructor(startUs: Micros) {
    this.#nextUs = startUs + PERIOD_US;
  }

  deadlineUs(): Micros {
    return this.#nextUs;
  }

  onDeadline(_nowUs: Micros, outbox: Outbox<never>): void {
    this.#nextUs += PERIOD_US;
    const frame = TRAFFIC[this.#count++ % TRAFFIC.length];
    if (frame !== undefined) outbox.send(frame);
  }

  onFrame(): void {
    // It listens to nothing.
  }

  onFrameSent(): void {
    // It waits for nothing.
  }

  hasPendingWork(): boolean {
    return false;
  }
}

interface Speed {
  readonly byWall: number;
  /** By the time of this process on its processors: what a machine of its own would show. */
  readonly byProcessor: number;
}

/** A whole reset beside the traffic, hashed, and traced to a file while it runs: vehicle time by real time. */
function timesRealTime(path: string): Speed {
  const hash = new TraceHash();
  const trace = TraceFile.open(path, { calendarStart: DEFAULT_PROFILE.calendarStart });
  // As scenarios run, whose cars keep no frames.
  const car = new Car({ logCapacity: 0 });
  car.observe({
    frame: (timeUs, frame, sender) => {
      hash.frame(timeUs, frame, sender);
      trace.frame(timeUs, frame, sender);
    },
    event: (happened) => {
      hash.event(happened.timeUs, happened.source, happened.event);
      trace.event(eventRecordOf(happened));
    },
  });
  car.start();
  const tool = new TesterNode({
    name: 'tool',
    physical: isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd }),
  });
  car.attach(tool);
  car.attach(new Traffic(car.nowUs));
  const startUs = car.nowUs;
  const usedBefore = process.cpuUsage();
  const started = performance.now();
  reset(car, tool);
  const trouble = trace.close();
  const wallMs = performance.now() - started;
  const used = process.cpuUsage(usedBefore);
  if (trouble !== null) throw trouble;
  if (hash.digest().length !== 64) throw new Error('no hash');
  const vehicleUs = car.nowUs - startUs;
  return { byWall: vehicleUs / 1000 / wallMs, byProcessor: vehicleUs / (used.user + used.system) };
}

function reset(car: Car, tool: TesterNode): void {
  const passCodes = createPassCodes(DEFAULT_PROFILE.passcodeSecret, DEFAULT_PROFILE.vin);
  const ask = (...bytes: readonly number[]): Uint8Array => {
    car.network.apply(tool, (outbox, nowUs) => tool.request(Uint8Array.from(bytes), {}, nowUs, outbox));
    while (tool.isBusy()) car.advanceTo(car.deadlineUs());
    const outcome = tool.outcome();
    if (outcome?.kind !== 'positive') throw new Error(`request ${bytes.join(' ')} failed`);
    return outcome.response;
  };
  ask(0x10, 0x03);
  car.setVehicle({ doors: { driver: true } });
  ask(0x27, 0x02, ...new TextEncoder().encode(passCodes.forReset(ask(0x27, 0x01).subarray(2))));
  ask(0x31, 0x01, 0x02, 0x01, 0x01);
  ask(0x27, 0x04, ...passCodes.forKeys(ask(0x27, 0x03).subarray(2)));
  ask(0x31, 0x01, 0x02, 0x01, 0x02);
  car.advanceTo(car.nowUs + 960_000_000);
  if (car.smartKey.content.slots.some((id) => id !== null)) throw new Error('the reset left a key');
}

/** The figure that issue 6 asks for. */
export function tracedTrafficRows(): readonly Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'vsk-bench-'));
  try {
    const runs = Array.from({ length: RUNS }, () => timesRealTime(join(folder, 'trace.jsonl')));
    const what = `a reset beside 1000 frames/s, JSONL trace and hash on, best of ${RUNS}`;
    return [
      atLeast(what, Math.max(...runs.map(({ byWall }) => byWall)), '× real time', ASKED, GOAL),
      atLeast('the same by processor time', Math.max(...runs.map(({ byProcessor }) => byProcessor)), '×', ASKED, GOAL),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
