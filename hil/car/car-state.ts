import type { Micros } from '../../can-bus/time/micros.ts';
import type { ProcedureName, ProcedureStateName } from '../../ecu-sim/description/codes.ts';
import { immobilizerSet } from '../../ecu-sim/smart-key/immobilizer.ts';
import { progressOf } from '../../ecu-sim/smart-key/progress.ts';
import { procedureStateOf, type SessionName } from '../../ecu-sim/smart-key/state.ts';
import { timersOf, type EcuTimer, type TimerName } from '../../ecu-sim/smart-key/timers.ts';
import type { Car } from './car.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';

/** The car at one instant, as the HTTP interface shows it. */
export interface CarState {
  readonly timeUs: Micros;
  readonly procedure: ProcedureName;
  readonly state: ProcedureStateName;
  /** Milliseconds, rounded down; null where no procedure is running. */
  readonly elapsedMs: number | null;
  /** Milliseconds, rounded up; null where no procedure is running. */
  readonly remainingMs: number | null;
  readonly procedureDeadlineUs: Micros | null;
  /** The running timers of the Smart Key ECU. */
  readonly timers: readonly EcuTimer[];
  /** Key ids as 8 upper-case hex digits. */
  readonly slots: readonly (string | null)[];
  readonly freeSlots: number;
  readonly retired: readonly string[];
  readonly keys: readonly {
    readonly id: string;
    readonly life: 'blank' | 'bound';
    readonly location: 'cabin' | 'outside';
    readonly batteryV: number;
  }[];
  readonly doors: {
    readonly driver: boolean;
    readonly passenger: boolean;
    readonly rearLeft: boolean;
    readonly rearRight: boolean;
    readonly trunk: boolean;
  };
  readonly powerMode: 'off' | 'acc' | 'on' | 'running';
  readonly batteryV: number;
  readonly brake: boolean;
  readonly shiftP: boolean;
  readonly speedKmh: number;
  /** Exterior beeps since power-on; the others are counted separately (VEH-3). */
  readonly beeps: {
    readonly total: number;
    readonly last: number;
    readonly interior: number;
    readonly answerBack: number;
  };
  readonly immobilizer: 'set' | 'unset';
  readonly session: SessionName;
  /** Security level unlocked, 0 none. */
  readonly securityLevel: number;
  readonly faults: readonly string[];
}

/** The name under which unreadable memory is listed among the faults (VEH-5). */
const MEMORY_FAULT = 'memory';

export function carStateOf(car: Car): CarState {
  const { smartKey, body, keys, profile } = car;
  const { firmware, content, buzzers } = smartKey;
  const procedure = firmware?.procedure ?? { kind: 'none' };
  const idle = procedure.kind === 'none';
  const { elapsedMs, remainingMs } = progressOf(procedure, car.nowUs);
  const { doors, powerMode, batteryMv, brake, shiftP, speedKmh } = body.inputs;
  return {
    timeUs: car.nowUs,
    procedure: procedure.kind,
    state: procedureStateOf(procedure),
    elapsedMs: idle ? null : elapsedMs,
    remainingMs: idle ? null : remainingMs,
    procedureDeadlineUs: carDeadlines(car).procedure,
    timers: timersOf(firmware, profile),
    slots: content.slots.map((id) => (id === null ? null : formatKeyId(id))),
    freeSlots: content.slots.filter((id) => id === null).length,
    retired: content.retired.map(formatKeyId),
    keys: keys.all().map((key) => ({
      id: formatKeyId(key.id),
      life: key.boundVin === null ? 'blank' : 'bound',
      location: key.cabinOf === profile.vin ? 'cabin' : 'outside',
      batteryV: key.batteryMv / 1000,
    })),
    doors,
    powerMode,
    batteryV: batteryMv / 1000,
    brake,
    shiftP,
    speedKmh,
    beeps: {
      total: buzzers.exterior,
      last: buzzers.last,
      interior: buzzers.interior,
      answerBack: buzzers.answerBack,
    },
    immobilizer: firmware === null || immobilizerSet(firmware) ? 'set' : 'unset',
    session: firmware?.session ?? 'default',
    securityLevel: firmware?.unlockedLevel ?? 0,
    faults: [...smartKey.inputs.faults, ...(smartKey.memoryDamaged ? [MEMORY_FAULT] : [])],
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
