import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { BodyInputs } from '../../ecu-sim/body/body-inputs.ts';
import type { LockState } from '../../ecu-sim/body/door-locks.ts';
import type { EngineFault } from '../../ecu-sim/description/engine-trouble-codes.ts';
import type { PhysicalInputs } from '../../ecu-sim/firmware.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import type { NvmContent } from '../../ecu-sim/memory/content.ts';
import type { BuzzerName, Buzzers } from '../../ecu-sim/smart-key/buzzers.ts';
import { immobilizerSet } from '../../ecu-sim/smart-key/immobilizer.ts';
import { progressOf } from '../../ecu-sim/smart-key/progress.ts';
import { procedureStateOf, type FirmwareState, type Procedure } from '../../ecu-sim/smart-key/state.ts';
import { TimerReader, timersOf, type TimerName } from '../../ecu-sim/smart-key/timers.ts';
import type { CarState } from '../view/car-view.ts';
import type { Car } from './car.ts';
import type { PhysicalKey } from './key-ring.ts';

/** The name under which unreadable memory is listed among the faults (VEH-5). */
export const MEMORY_FAULT = 'memory';

export function carStateOf(car: Car): CarState {
  return new CarStateReader(car).read();
}

/** Reads the state of one car again and again: what has not changed is the same object again. */
export class CarStateReader {
  readonly #car: Car;
  readonly #timers: TimerReader;
  readonly #slots = remembered((slots: NvmContent['slots']) =>
    slots.map((id) => (id === null ? null : formatKeyId(id))),
  );
  readonly #retired = remembered((retired: NvmContent['retired']) => retired.map(formatKeyId));
  readonly #registration = remembered(registrationOf);
  readonly #erasure = remembered(erasureOf);
  readonly #sounds = remembered(soundsOf);
  readonly #startWindow = remembered(windowUntil);
  readonly #keys: (keys: readonly PhysicalKey[]) => CarState['keys'];
  #sources: StateSources | null = null;

  constructor(car: Car) {
    this.#car = car;
    this.#timers = new TimerReader(car.profile);
    const { vin } = car.profile;
    this.#keys = rememberedList((key: PhysicalKey) => ({
      id: formatKeyId(key.id),
      life: key.boundVin === null ? 'blank' : 'bound',
      location: key.cabinOf === vin ? 'cabin' : 'outside',
      batteryV: key.batteryMv / 1000,
    }));
  }

  /**
   * The part of the state that may be otherwise since this was last called; null where nothing but time has moved. Each
   * request stops S3 and starts it again, which changes the timers alone.
   */
  readChanged(): Partial<CarState> | null {
    const last = this.#sources;
    const sources = this.changedSources();
    if (sources === null) return null;
    const { firmware } = sources;
    const before = last?.firmware ?? null;
    const isOfS3 = last !== null && before !== null && firmware !== null && isSameBut(last, sources, 'firmware');
    if (isOfS3 && isSameBut(before, firmware, 's3DeadlineUs')) return { timers: this.#timers.read(firmware) };
    return this.read(sources);
  }

  /** What the state follows from at present; null where all of it is the same as when this was last called. */
  changedSources(): StateSources | null {
    const { smartKey, body, engine, keys } = this.#car;
    const last = this.#sources;
    const isSame =
      last !== null &&
      last.firmware === smartKey.firmware &&
      last.content === smartKey.content &&
      last.phase === smartKey.phase &&
      last.buzzers === smartKey.buzzers &&
      last.inputs === smartKey.inputs &&
      last.memoryDamaged === smartKey.memoryDamaged &&
      last.bodyInputs === body.inputs &&
      last.locks === body.locks &&
      last.engineFaults === engine.faults &&
      last.keys === keys.all();
    if (isSame) return null;
    this.#sources = sourcesOf(this.#car);
    return this.#sources;
  }

  /** @param nowUs the instant whose sources these are */
  read(sources: StateSources = sourcesOf(this.#car), nowUs: Micros = this.#car.nowUs): CarState {
    const { firmware, content, phase, buzzers, inputs, memoryDamaged, bodyInputs, locks, keys } = sources;
    const { doors, powerMode, batteryMv, brake, shiftP, speedKmh } = bodyInputs;
    const procedure = firmware?.procedure ?? NO_PROCEDURE;
    const sounds = this.#sounds(buzzers);
    const panic = firmware?.alarmOn ?? false;
    return {
      timeUs: nowUs,
      vin: this.#car.profile.vin,
      ecu: phase,
      procedure: procedure.kind,
      state: procedureStateOf(procedure),
      ...clockOf(procedure, nowUs),
      registration: this.#registration(procedure),
      erasure: this.#erasure(procedure),
      timers: this.#timers.read(firmware),
      slots: this.#slots(content.slots),
      freeSlots: content.slots.filter((id) => id === null).length,
      retired: this.#retired(content.retired),
      keys: this.#keys(keys),
      doors,
      locks: locksOf(locks),
      powerMode,
      batteryV: batteryMv / 1000,
      brake,
      shiftP,
      speedKmh,
      ...sounds,
      flashers: panic || sounds.sounding.answerBack,
      panic,
      immobilizer: firmware === null || immobilizerSet(firmware) ? 'set' : 'unset',
      startWindow: this.#startWindow(firmware?.startWindowUntilUs ?? NEVER_US),
      session: firmware?.session ?? 'default',
      securityLevel: firmware?.unlockedLevel ?? 0,
      seedLevel: firmware?.pendingSeed?.level ?? 0,
      attempts: content.attempts,
      attemptsDelayUntilUs: instantOrNull(firmware?.lockoutDeadlineUs ?? NEVER_US),
      resetIncomplete: content.resetIncomplete,
      faults: [...inputs.faults, ...(memoryDamaged ? [MEMORY_FAULT] : []), ...sources.engineFaults],
    };
  }
}

/** All that the state is worked out from, but for the time. None of it changes any more. */
export interface StateSources {
  readonly firmware: FirmwareState | null;
  readonly content: NvmContent;
  readonly phase: CarState['ecu'];
  readonly buzzers: Buzzers;
  readonly inputs: PhysicalInputs;
  readonly memoryDamaged: boolean;
  readonly bodyInputs: BodyInputs;
  readonly locks: LockState;
  readonly engineFaults: readonly EngineFault[];
  readonly keys: readonly PhysicalKey[];
}

function sourcesOf({ smartKey, body, engine, keys }: Car): StateSources {
  const { firmware, content, phase, buzzers, inputs, memoryDamaged } = smartKey;
  const others = { bodyInputs: body.inputs, locks: body.locks, engineFaults: engine.faults, keys: keys.all() };
  return { firmware, content, phase, buzzers, inputs, memoryDamaged, ...others };
}

/** But for one field, they have the very same values. */
function isSameBut<Of extends object>(before: Of, now: Of, field: keyof Of): boolean {
  for (const name in now) if (name !== field && before[name] !== now[name]) return false;
  return true;
}

const NO_PROCEDURE: Procedure = { kind: 'none' };
const NOTHING_REGISTERED: CarState['registration'] = { mode: null, lastRefusal: null };
const NOTHING_ERASED: CarState['erasure'] = { declared: null, touched: [] };

type ProcedureClock = Pick<
  CarState,
  'elapsedMs' | 'remainingMs' | 'procedureSinceUs' | 'procedureStoppedUs' | 'procedureDeadlineUs'
>;

const NO_CLOCK: ProcedureClock = {
  elapsedMs: null,
  remainingMs: null,
  procedureSinceUs: null,
  procedureStoppedUs: null,
  procedureDeadlineUs: null,
};

function clockOf(procedure: Procedure, nowUs: Micros): ProcedureClock {
  if (procedure.kind === 'none') return NO_CLOCK;
  return {
    ...progressOf(procedure, nowUs),
    procedureSinceUs: procedure.sinceUs,
    procedureStoppedUs: procedure.kind === 'erasure' ? procedure.stoppedAtUs : null,
    procedureDeadlineUs: instantOrNull(procedure.deadlineUs),
  };
}

function registrationOf(procedure: Procedure): CarState['registration'] {
  if (procedure.kind !== 'registration') return NOTHING_REGISTERED;
  const { mode, lastRefusal } = procedure;
  return { mode, lastRefusal: lastRefusal === 'none' ? null : lastRefusal };
}

function erasureOf(procedure: Procedure): CarState['erasure'] {
  if (procedure.kind !== 'erasure') return NOTHING_ERASED;
  return { declared: procedure.declared, touched: procedure.touched.map(formatKeyId) };
}

/** The flashers flash with each beep of the answer-back buzzer (KEY-5), and during the alarm. */
function soundsOf(buzzers: Buzzers): Pick<CarState, 'beeps' | 'sounding'> {
  const isOn = (name: BuzzerName): boolean =>
    buzzers.soundings.some(({ buzzer, edgesLeft }) => buzzer === name && edgesLeft % 2 === 1);
  const { exterior, last, interior, answerBack } = buzzers;
  return {
    beeps: { total: exterior, last, interior, answerBack },
    sounding: { exterior: isOn('exterior'), interior: isOn('interior'), answerBack: isOn('answer-back') },
  };
}

function locksOf({ driver, others }: LockState): CarState['locks'] {
  if (driver && others) return 'locked';
  return driver || !others ? 'unlocked' : 'driver-unlocked';
}

function windowUntil(deadlineUs: Micros): CarState['startWindow'] {
  return deadlineUs === NEVER_US ? null : { deadlineUs };
}

function instantOrNull(instantUs: Micros): Micros | null {
  return instantUs === NEVER_US ? null : instantUs;
}

/** Works it out again only for another source. */
function remembered<Source, Value>(valueOf: (source: Source) => Value): (source: Source) => Value {
  let last: { readonly source: Source; readonly value: Value } | null = null;
  return (source) => {
    if (last?.source !== source) last = { source, value: valueOf(source) };
    return last.value;
  };
}

/** Works a list out again only where one of its sources is another. */
function rememberedList<Source, Value>(
  valueOf: (source: Source) => Value,
): (sources: readonly Source[]) => readonly Value[] {
  let last: { readonly sources: readonly Source[]; readonly values: readonly Value[] } = { sources: [], values: [] };
  return (sources) => {
    const before = last.sources;
    const isSame = sources.length === before.length && sources.every((source, index) => source === before[index]);
    if (!isSame) last = { sources, values: sources.map(valueOf) };
    return last.values;
  };
}

/** The deadlines to which time can be advanced; null where there is none of that kind. */
export interface CarDeadlines {
  readonly procedure: Micros | null;
  readonly session: Micros | null;
  readonly lockout: Micros | null;
  /** The earliest of these, or the end of the start window after a dead key's touch (KEY-4). */
  readonly next: Micros | null;
}

const PROCEDURE_TIMERS: readonly TimerName[] = ['reset', 'registration-step', 'erase-window'];

export function carDeadlines({ smartKey, profile }: Car): CarDeadlines {
  const running = timersOf(smartKey.firmware, profile);
  const earliest = (isOne: (name: TimerName) => boolean): Micros | null => {
    const deadlines = running.filter(({ name }) => isOne(name)).map(({ deadlineUs }) => deadlineUs);
    return deadlines.length === 0 ? null : Math.min(...deadlines);
  };
  return {
    procedure: earliest((name) => PROCEDURE_TIMERS.includes(name)),
    session: earliest((name) => name === 's3'),
    lockout: earliest((name) => name === 'attempts-delay'),
    next: earliest(() => true),
  };
}
