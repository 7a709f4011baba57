import { PROCEDURE_STATES } from '../../../ecu-sim/description/codes.ts';
import { NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import { BENCH_FAULTS, type FirmwareState } from '../../../ecu-sim/smart-key/state.ts';
import { OTHER_VEHICLE_VIN } from '../../car/key-ring.ts';
import { isReceiving, staleAtUs } from './body-signals.ts';
import { gapCode } from './timer-gap.ts';
import type { World } from './world.ts';
import type { CarState, WorldState } from './world-state.ts';
import { expiryUs } from '../../../ecu-sim/smart-key/progress.ts';

/** Timers of one car that can run at the same time. */
const MAX_TIMERS = 8;
/** The name in four bits, and the gap in the others. */
const TIMER_BYTES = 3;
const NAME_BITS = 4;
const FIXED_BYTES = 16;
const CAR_BYTES = FIXED_BYTES + MAX_TIMERS * TIMER_BYTES;

/**
 * The canonical form of a state: bytes that are equal for two states between which no rule distinguishes. docs/explore.md
 * lists what is left out, and why.
 */
export class CanonicalForm {
  /** Bytes of a state. */
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly #world: World;
  /** What `bytes` were written from: a part that stays the same object is not written again. */
  readonly #written: (CarState | undefined)[] = [];
  #writtenKeys: WorldState['keys'] | null = null;
  #writtenUs: Micros = -1;
  readonly #timers: Float64Array = new Float64Array(MAX_TIMERS);
  readonly #names: Uint8Array = new Uint8Array(MAX_TIMERS);
  #count = 0;

  constructor(world: World) {
    this.#world = world;
    // Whole words, so that the table compares words.
    this.length = Math.ceil((world.cars.length * CAR_BYTES + world.keyIds.length) / 4) * 4;
    this.bytes = new Uint8Array(this.length);
  }

  /** Writes the form of a state to `bytes`. */
  write({ nowUs, cars, keys }: WorldState): void {
    const isSameInstant = nowUs === this.#writtenUs;
    this.#writtenUs = nowUs;
    for (let index = 0; index < cars.length; index++) {
      const car = cars[index];
      if (car === undefined || (isSameInstant && car === this.#written[index])) continue;
      this.#written[index] = car;
      const at = index * CAR_BYTES;
      this.bytes.fill(0, at, at + CAR_BYTES);
      this.#writeCar(car, at, nowUs);
    }
    if (keys === this.#writtenKeys) return;
    this.#writtenKeys = keys;
    const at = cars.length * CAR_BYTES;
    for (let key = 0; key < keys.length; key++) this.bytes[at + key] = this.#holder(keys[key] ?? null);
  }

  #holder(vin: string | null): number {
    if (vin === null) return 0;
    if (vin === OTHER_VEHICLE_VIN) return 0xff;
    return 1 + this.#world.cars.findIndex(({ context }) => context.profile.vin === vin);
  }

  #writeCar(car: CarState, at: number, nowUs: Micros): void {
    const { bytes } = this;
    const { content, firmware, body, inputs, received } = car;
    const phase = car.phase === 'off' ? 0 : car.phase === 'booting' ? (car.bootCause === 'reset' ? 1 : 2) : 3;
    const low = this.#world.cars[0]?.lowSupplyMv === inputs.supplyMv;
    bytes[at] = phase | flag(car.bodySends, 2) | flag(body.doorOpen, 3) | flag(body.moving, 4) | flag(low, 5);
    bytes[at + 1] = flag(content.delayPending, 0) | flag(content.resetIncomplete, 1) | (underWay(car) << 2);
    bytes[at + 2] = content.attempts;
    let slot = 0;
    for (const id of content.slots) bytes[at + 3 + slot++] = id === null ? 0 : 1 + this.#world.keyIds.indexOf(id);
    bytes[at + 7] = this.#mask(content.retired);
    bytes[at + 8] = this.#mask(inputs.cabinKeys) | (faultMask(inputs.faults) << 4);
    if (received !== null && !isReceiving(car)) {
      bytes[at + 9] = 1 | flag(received.signals.doorOpen, 1) | flag(received.signals.moving, 2);
    }
    this.#count = 0;
    this.#timer(1, car.bootEndUs);
    this.#timer(2, staleAtUs(car, nowUs));
    if (firmware !== null) this.#writeFirmware(firmware, at + 10);
    this.#writeTimers(at + FIXED_BYTES, nowUs);
    if (this.#isStale(car, nowUs)) bytes[at + 9] = 0;
  }

  /** Frames that are stale already: what they said makes no difference. */
  #isStale(car: CarState, nowUs: Micros): boolean {
    return car.received !== null && car.firmware !== null && !isReceiving(car) && staleAtUs(car, nowUs) === Infinity;
  }

  #writeFirmware(firmware: FirmwareState, at: number): void {
    const { bytes } = this;
    const { procedure, processing, communication } = firmware;
    bytes[at] =
      flag(firmware.session === 'extended', 0) |
      (firmware.unlockedLevel << 1) |
      ((firmware.pendingSeed?.level ?? 0) << 4);
    bytes[at + 1] = PROCEDURE_STATES[procedure.kind === 'none' ? 'idle' : procedure.state];
    if (procedure.kind === 'registration') {
      bytes[at + 2] = flag(procedure.mode === 'initial', 0) | (procedure.added << 1);
      this.#timer(3, procedure.deadlineUs);
    } else if (procedure.kind === 'erasure') {
      bytes[at + 2] = procedure.declared | (this.#mask(procedure.touched) << 4);
      this.#timer(3, expiryUs(procedure));
    } else if (procedure.kind === 'reset') this.#timer(3, procedure.deadlineUs);
    bytes[at + 3] = flag(communication.receive, 0) | flag(communication.transmit, 1) | flag(firmware.faultSetting, 2);
    if (processing !== null) {
      const endpoint = processing.endpoint === 'oem' ? 1 : 2;
      bytes[at + 4] = endpoint | flag(processing.pendingSent, 2) | flag(processing.suppressed, 3);
      this.#timer(4, processing.finishUs);
      this.#timer(5, processing.nextPendingUs);
    }
    this.#timer(6, firmware.s3DeadlineUs);
    this.#timer(7, firmware.lockoutDeadlineUs);
    this.#timer(8, firmware.startWindowUntilUs);
  }

  #mask(ids: readonly number[]): number {
    let mask = 0;
    for (const id of ids) mask |= 1 << this.#world.keyIds.indexOf(id);
    return mask;
  }

  #timer(name: number, deadlineUs: Micros): void {
    if (deadlineUs === NEVER_US) return;
    // Insertion by deadline: few timers run at once.
    let place = this.#count++;
    while (place > 0 && (this.#timers[place - 1] ?? 0) > deadlineUs) {
      this.#timers[place] = this.#timers[place - 1] ?? 0;
      this.#names[place] = this.#names[place - 1] ?? 0;
      place--;
    }
    this.#timers[place] = deadlineUs;
    this.#names[place] = name;
  }

  /** In their order, each with the gap to the one before; the first, to now. */
  #writeTimers(at: number, nowUs: Micros): void {
    let earlierUs = nowUs;
    for (let index = 0; index < this.#count; index++) {
      const deadlineUs = this.#timers[index] ?? 0;
      const code = gapCode(deadlineUs - earlierUs, this.#world.spec.drift);
      const place = at + index * TIMER_BYTES;
      this.bytes[place] = (this.#names[index] ?? 0) | ((code >>> 16) << NAME_BITS);
      this.bytes[place + 1] = code;
      this.bytes[place + 2] = code >>> 8;
      earlierUs = deadlineUs;
    }
  }
}

function flag(isSet: boolean, bit: number): number {
  return isSet ? 1 << bit : 0;
}

/** Runs that the memory records as in progress: closed at the next power-on. */
function underWay({ content }: CarState): number {
  const [reset, registration, erasure] = content.lastRuns;
  return flag(reset?.outcome === 0, 0) | flag(registration?.outcome === 0, 1) | flag(erasure?.outcome === 0, 2);
}

function faultMask(faults: readonly string[]): number {
  if (faults.length === 0) return 0;
  let mask = 0;
  for (const [bit, fault] of BENCH_FAULTS.entries()) if (faults.includes(fault)) mask |= 1 << bit;
  return mask;
}
