import { z } from 'zod';
import type { StartAnswer } from '../car/vehicle-change.ts';
import { TIMER_NAMES } from '../../ecu-sim/smart-key/timers.ts';
import {
  KEY_PROCEDURES,
  POWER_MODES,
  PROCEDURE_STATE_NAMES,
  REASONS,
  type ReasonName,
} from '../../ecu-sim/description/codes.ts';
import type { CarView } from '../view/car-view.ts';
import { STATE_EXAMPLE } from './state-example.ts';
import type { TimeSetting } from '../car/host/host-event.ts';
import type { BusForm, FaultPlanForm } from '../car/faults/fault-form.ts';
import { FAULT_PLAN } from './request-bodies.ts';
import type { NamedSchema } from '../http/route.ts';

export type ServedKey = CarView['keys'][number];

/** The result of a touch, a move or a press, also where nothing happened. */
export interface ServedReaction {
  readonly reaction: string;
  readonly reason: string | null;
}

/** Active faults. */
export interface ServedFaults {
  readonly faults: readonly string[];
  readonly bus: BusForm;
  readonly plan: FaultPlanForm;
}

const instantUs = z.int().min(0).describe('vehicle time in whole microseconds');
const keyId = z
  .string()
  .regex(/^[0-9A-F]{8}$/)
  .describe('8 upper-case hex digits');
const count = z.int().min(0);
const reason = z.string().nullable().describe('in kebab-case; null where there is nothing to explain');

const key = z.strictObject({
  id: keyId,
  life: z.enum(['blank', 'bound']),
  location: z.enum(['cabin', 'outside']),
  batteryV: z.number(),
});

const REASON_NAMES = Object.keys(REASONS).filter(isRefusalReason);

function isRefusalReason(name: string): name is Exclude<ReasonName, 'none'> {
  return name !== 'none' && name in REASONS;
}

const timeMode = z.enum(['virtual', 'real']);
const rate = z.number().positive().describe('vehicle seconds in a real second; without effect in virtual time');
const paused = z.boolean().describe('the clock of the vehicle does not follow the wall clock');

const faultNames = z.array(z.string()).describe('codes of the faults a bench has set, and "memory" (VEH-5)');

const client = z.strictObject({
  id: z.string().describe("its name in the car's log"),
  since: instantUs.describe('when it connected'),
  framesIn: count.describe('frames it has sent'),
  framesOut: count.describe('frames it has been sent'),
  waiting: count.describe('frames of it that wait for the bus'),
});

const buses = z
  .array(z.strictObject({ url: z.string(), clients: z.array(client), loadPercent: z.int().min(0).max(100) }))
  .describe('where tools connect, and which are connected; loadPercent is the bus load over the last second');

/** How time moves, and which car this is. */
const hostFields = {
  timeUs: instantUs,
  timeMode,
  rate,
  paused,
  lagMs: z.number().min(0).describe('how far the car is behind real time; 0 in virtual time'),
  instance: z.string().describe('differs after each start of the process'),
  seed: z.int().min(0).describe('the seed of all randomness'),
  vin: z.string(),
  profile: z.strictObject({
    name: z.string(),
    differs: z.record(z.string(), z.unknown()).describe('values that differ from the default profile'),
  }),
  buses,
};

const procedureFields = {
  procedure: z.enum(['none', ...KEY_PROCEDURES]),
  state: z.enum(PROCEDURE_STATE_NAMES).describe('of the procedure'),
  elapsedMs: count.nullable().describe('milliseconds, rounded down; null where no procedure is in progress'),
  remainingMs: count.nullable().describe('milliseconds, rounded up; null where no procedure is in progress'),
  procedureSinceUs: instantUs.nullable().describe("since when the state's time counts"),
  procedureStoppedUs: instantUs.nullable().describe("when the window's clock stopped for a delete (ERA-7)"),
  procedureDeadlineUs: instantUs.nullable(),
  registration: z.strictObject({
    mode: z.enum(['additional', 'initial']).nullable(),
    lastRefusal: z.enum(REASON_NAMES).nullable().describe('why the last touched key was refused (REG-6)'),
  }),
  erasure: z.strictObject({ declared: count.nullable(), touched: z.array(keyId) }),
  resetIncomplete: z.boolean().describe('keys were erased at the start of a reset that did not complete (RST-6)'),
};

const vehicleFields = {
  doors: z
    .strictObject({
      driver: z.boolean(),
      passenger: z.boolean(),
      rearLeft: z.boolean(),
      rearRight: z.boolean(),
      trunk: z.boolean(),
    })
    .describe('true = open'),
  locks: z.enum(['locked', 'unlocked', 'driver-unlocked']),
  powerMode: z.enum(POWER_MODES),
  batteryV: z.number(),
  brake: z.boolean(),
  shiftP: z.boolean(),
  speedKmh: z.number(),
  beeps: z
    .strictObject({ total: count, last: count, interior: count, answerBack: count })
    .describe('since power-on: exterior buzzer, its last signal, and the other buzzers (VEH-3)'),
  sounding: z
    .strictObject({ exterior: z.boolean(), interior: z.boolean(), answerBack: z.boolean() })
    .describe('buzzers that sound now'),
  flashers: z.boolean().describe('flashing now'),
  panic: z.boolean().describe('the panic alarm is on'),
};

export const STATE: NamedSchema<CarView> = {
  name: 'State',
  example: STATE_EXAMPLE,
  schema: z.strictObject({
    ...hostFields,
    ecu: z.enum(['off', 'booting', 'running']).describe('the Smart Key ECU'),
    ...procedureFields,
    timers: z
      .array(z.strictObject({ name: z.enum(TIMER_NAMES), startedUs: instantUs, deadlineUs: instantUs }))
      .describe('running timers of the Smart Key ECU; stopped ones are not listed'),
    slots: z.array(keyId.nullable()).describe('registered keys by slot; null where a slot is free'),
    freeSlots: count,
    retired: z.array(keyId),
    keys: z.array(key).describe('all keys, in order of creation'),
    ...vehicleFields,
    immobilizer: z.enum(['set', 'unset']),
    startWindow: z
      .strictObject({ deadlineUs: instantUs })
      .nullable()
      .describe('a touched key permits a start until then (KEY-4)'),
    session: z.enum(['default', 'extended']),
    securityLevel: z.int().min(0).max(4).describe('the level unlocked; 0 = locked'),
    seedLevel: z.int().min(0).max(4).describe('the level whose seed waits for its pass-code; 0 = none'),
    attempts: count.describe('wrong pass-codes counted (AUT-3)'),
    attemptsDelayUntilUs: instantUs
      .nullable()
      .describe('until when further pass-codes are refused; null: they are not'),
    faults: faultNames,
    lastEventId: count.describe('the last event that this state includes: follow with GET /api/events?since='),
  }),
};

export const KEY: NamedSchema<ServedKey> = {
  name: 'Key',
  example: { id: '10000001', life: 'blank', location: 'outside', batteryV: 3 },
  schema: key,
};

export const REACTION: NamedSchema<ServedReaction> = {
  name: 'Reaction',
  example: { reaction: 'none', reason: 'not-registered' },
  schema: z.strictObject({ reaction: z.string().describe('what happened; none if nothing did'), reason }),
};

export const START: NamedSchema<StartAnswer> = {
  name: 'StartAnswer',
  example: { running: false, reason: 'brake-not-pressed' },
  schema: z.strictObject({ running: z.boolean().describe('the engine runs'), reason }),
};

export const FAULTS: NamedSchema<ServedFaults> = {
  name: 'Faults',
  schema: z.strictObject({
    faults: faultNames,
    bus: z.looseObject({}).describe('the part of the plan of the same name'),
    plan: FAULT_PLAN.describe('the whole fault plan in force, as POST takes it'),
  }),
};

export const TIME: NamedSchema<{ readonly timeUs: number }> = {
  name: 'Time',
  example: { timeUs: 1_022_512_000 },
  schema: z.strictObject({ timeUs: instantUs }),
};

export const TIME_SETTING: NamedSchema<TimeSetting & { readonly timeUs: number }> = {
  name: 'TimeSetting',
  example: { timeUs: 74_512_000, mode: 'real', rate: 20, paused: false },
  schema: z.strictObject({
    timeUs: instantUs,
    mode: timeMode,
    rate,
    paused,
  }),
};
