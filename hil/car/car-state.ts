import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { LockState } from '../../ecu-sim/body/door-locks.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import type { NvmContent } from '../../ecu-sim/memory/content.ts';
import type { BuzzerName, Buzzers } from '../../ecu-sim/smart-key/buzzers.ts';
import { immobilizerSet } from '../../ecu-sim/smart-key/immobilizer.ts';
import { progressOf } from '../../ecu-sim/smart-key/progress.ts';
import { procedureStateOf, type Procedure } from '../../ecu-sim/smart-key/state.ts';
import { TimerReader, timersOf, type TimerName } from '../../ecu-sim/smart-key/timers.ts';
import type { CarState } from '../view/car-view.ts';
import type { Car } from './car.ts';
import type { PhysicalKey } from './key-ring.ts';

/** The name under which unreadable memory is listed among the faults (VEH-5). */
const MEMORY_FAULT = 'memory';

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
  readonly #keys: (keys: readonly PhysicalKey[]) => CarState['keys'];

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

  read(): CarState {
    const { smartKey, body, keys, profile, nowUs } = this.#car;
    const { firmware, content } = smartKey;
    const { doors, powerMode, batteryMv, brake, shiftP, speedKmh } = body.inputs;
    return {
      timeUs: nowUs,
      vin: profile.vin,
      ecu: smartKey.phase,
      ...procedureParts(firmware?.procedure ?? { kind: 'none' }, nowUs),
      timers: this.#timers.read(firmware),
      slots: this.#slots(content.slots),
      freeSlots: content.slots.filter((id) => id === null).length,
      retired: this.#retired(content.retired),
      keys: this.#keys(keys.all()),
      doors,
      locks: locksOf(body.locks),
      powerMode,
      batteryV: batteryMv / 1000,
      brake,
      shiftP,
      speedKmh,
      ...soundParts(smartKey.buzzers, firmware?.alarmOn ?? false),
      immobilizer: firmware === null || immobilizerSet(firmware) ? 'set' : 'unset',
      startWindow: windowUntil(firmware?.startWindowUntilUs ?? NEVER_US),
      session: firmware?.session ?? 'default',
      securityLevel: firmware?.unlockedLevel ?? 0,
      seedLevel: firmware?.pendingSeed?.level ?? 0,
      attempts: content.attempts,
      attemptsDelayUntilUs: instantOrNull(firmware?.lockoutDeadlineUs ?? NEVER_US),
      resetIncomplete: content.resetIncomplete,
      faults: [
        ...smartKey.inputs.faults,
        ...(smartKey.memoryDamaged ? [MEMORY_FAULT] : []),
        ...this.#car.engine.faults,
      ],
    };
  }
}

type ProcedureParts = Pick<
  CarState,
  | 'procedure'
  | 'state'
  | 'elapsedMs'
  | 'remainingMs'
  | 'procedureSinceUs'
  | 'procedureStoppedUs'
  | 'procedureDeadlineUs'
  | 'registration'
  | 'erasure'
>;

function procedureParts(procedure: Procedure, nowUs: Micros): ProcedureParts {
  const parts = { procedure: procedure.kind, state: procedureStateOf(procedure), ...NO_PROCEDURE };
  if (procedure.kind === 'none') return parts;
  const under = {
    ...parts,
    ...progressOf(procedure, nowUs),
    procedureSinceUs: procedure.sinceUs,
    procedureDeadlineUs: instantOrNull(procedure.deadlineUs),
  };
  if (procedure.kind === 'registration') {
    const { mode, lastRefusal } = procedure;
    return { ...under, registration: { mode, lastRefusal: lastRefusal === 'none' ? null : lastRefusal } };
  }
  if (procedure.kind === 'reset') return under;
  const { declared, touched, stoppedAtUs } = procedure;
  return { ...under, procedureStoppedUs: stoppedAtUs, erasure: { declared, touched: touched.map(formatKeyId) } };
}

const NO_PROCEDURE: Omit<ProcedureParts, 'procedure' | 'state'> = {
  elapsedMs: null,
  remainingMs: null,
  procedureSinceUs: null,
  procedureStoppedUs: null,
  procedureDeadlineUs: null,
  registration: { mode: null, lastRefusal: null },
  erasure: { declared: null, touched: [] },
};

/** The flashers flash with each beep of the answer-back buzzer (KEY-5), and during the alarm. */
function soundParts(buzzers: Buzzers, panic: boolean): Pick<CarState, 'beeps' | 'sounding' | 'flashers' | 'panic'> {
  const isOn = (name: BuzzerName): boolean =>
    buzzers.soundings.some(({ buzzer, edgesLeft }) => buzzer === name && edgesLeft % 2 === 1);
  const sounding = { exterior: isOn('exterior'), interior: isOn('interior'), answerBack: isOn('answer-back') };
  const { exterior, last, interior, answerBack } = buzzers;
  return {
    beeps: { total: exterior, last, interior, answerBack },
    sounding,
    flashers: panic || sounding.answerBack,
    panic,
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
