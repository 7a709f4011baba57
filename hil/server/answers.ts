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
import { described } from '../../ecu-sim/profile/limited-number.ts';
import type { CarView } from '../view/car-view.ts';
import { DOOR_MEANINGS, STATE_MEANINGS } from '../view/state-meanings.ts';
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
  life: z.enum(['blank', 'bound']).describe(STATE_MEANINGS.keyLife),
  location: z.enum(['cabin', 'outside']).describe(STATE_MEANINGS.keyLocation),
  batteryV: z.number().describe(STATE_MEANINGS.keyBatteryV),
});

const REASON_NAMES = Object.keys(REASONS).filter(isRefusalReason);

function isRefusalReason(name: string): name is Exclude<ReasonName, 'none'> {
  return name !== 'none' && name in REASONS;
}

const timeMode = z
  .enum(['virtual', 'real'])
  .describe('real: time follows the wall clock; virtual: it moves when it is advanced');
const rate = z.number().positive().describe('vehicle seconds in a real second; without effect in virtual time');
const paused = z.boolean().describe('the clock of the vehicle does not follow the wall clock');

const faultNames = z.array(z.string()).describe(STATE_MEANINGS.faults);

const client = z.strictObject({
  id: z.string().describe("its name in the car's log"),
  since: described('when it connected', instantUs),
  framesIn: count.describe('frames it has sent'),
  framesOut: count.describe('frames it has been sent'),
  waiting: count.describe('frames of it that wait for the bus'),
});

const buses = z
  .array(
    z.strictObject({
      url: z.string().describe('address for tools, such as slcan-tcp:127.0.0.1:3333'),
      clients: z.array(client).describe('tools that are connected'),
      loadPercent: z.int().min(0).max(100).describe('bus load over the last second, in percent'),
    }),
  )
  .describe('where tools connect, and which are connected');

/** How time moves, and which car this is. */
const hostFields = {
  timeUs: instantUs,
  timeMode,
  rate,
  paused,
  lagMs: z.number().min(0).describe('how far the car is behind real time; 0 in virtual time'),
  instance: z.string().describe('differs after each start of the process'),
  seed: z.int().min(0).describe('the seed of all randomness'),
  vin: z.string().describe('vehicle identification number: 17 characters'),
  profile: z
    .strictObject({
      name: z.string().describe('the name of the profile: default, or that of its file'),
      differs: z.record(z.string(), z.unknown()).describe('values that differ from the default profile'),
    })
    .describe('the profile of the car'),
  buses,
};

const procedureFields = {
  procedure: z.enum(['none', ...KEY_PROCEDURES]).describe(STATE_MEANINGS.procedure),
  state: z.enum(PROCEDURE_STATE_NAMES).describe(STATE_MEANINGS.state),
  elapsedMs: count.nullable().describe(STATE_MEANINGS.elapsedMs),
  remainingMs: count.nullable().describe(STATE_MEANINGS.remainingMs),
  procedureSinceUs: described("since when the state's time counts", instantUs.nullable()),
  procedureStoppedUs: described("when the window's clock stopped for a delete (ERA-7)", instantUs.nullable()),
  procedureDeadlineUs: described('when the state of the procedure times out or completes', instantUs.nullable()),
  registration: z
    .strictObject({
      mode: z
        .enum(['additional', 'initial'])
        .nullable()
        .describe('additional: one key more; initial: the first keys (REG-2); null where none is in progress'),
      lastRefusal: z.enum(REASON_NAMES).nullable().describe('why the last touched key was refused (REG-6)'),
    })
    .describe('the registration in progress'),
  erasure: z
    .strictObject({
      declared: count.nullable().describe('number of keys declared present (ERA-1); null where none is in progress'),
      touched: z.array(keyId).describe('keys touched in the window, which are kept (ERA-3)'),
    })
    .describe('the erasure in progress'),
  resetIncomplete: z.boolean().describe('keys were erased at the start of a reset that did not complete (RST-6)'),
};

const vehicleFields = {
  doors: z
    .strictObject({
      driver: z.boolean().describe(DOOR_MEANINGS.driver),
      passenger: z.boolean().describe(DOOR_MEANINGS.passenger),
      rearLeft: z.boolean().describe(DOOR_MEANINGS.rearLeft),
      rearRight: z.boolean().describe(DOOR_MEANINGS.rearRight),
      trunk: z.boolean().describe(DOOR_MEANINGS.trunk),
    })
    .describe('true = open'),
  locks: z
    .enum(['locked', 'unlocked', 'driver-unlocked'])
    .describe("the door locks; driver-unlocked: only the driver's door is unlocked (KEY-5)"),
  powerMode: z.enum(POWER_MODES).describe(STATE_MEANINGS.powerMode),
  batteryV: z.number().describe(STATE_MEANINGS.batteryV),
  brake: z.boolean().describe(STATE_MEANINGS.brake),
  shiftP: z.boolean().describe(STATE_MEANINGS.shiftP),
  speedKmh: z.number().describe(STATE_MEANINGS.speedKmh),
  beeps: z
    .strictObject({
      total: count.describe(STATE_MEANINGS.beepsTotal),
      last: count.describe(STATE_MEANINGS.beepsLast),
      interior: count.describe(STATE_MEANINGS.beepsInterior),
      answerBack: count.describe(STATE_MEANINGS.beepsAnswerBack),
    })
    .describe(STATE_MEANINGS.beeps),
  sounding: z
    .strictObject({
      exterior: z.boolean().describe('the exterior buzzer sounds'),
      interior: z.boolean().describe('the interior buzzer sounds'),
      answerBack: z.boolean().describe('the answer-back buzzer sounds'),
    })
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
      .array(
        z.strictObject({
          name: z.enum(TIMER_NAMES).describe('name of the timer, as POST /api/time/advance takes it'),
          startedUs: described('when it started', instantUs),
          deadlineUs: described('when it ends', instantUs),
        }),
      )
      .describe('running timers of the Smart Key ECU; stopped ones are not listed'),
    slots: z.array(keyId.nullable()).describe(STATE_MEANINGS.slots),
    freeSlots: count.describe(STATE_MEANINGS.freeSlots),
    retired: z.array(keyId).describe(STATE_MEANINGS.retired),
    keys: z.array(key).describe('all keys, in order of creation'),
    ...vehicleFields,
    immobilizer: z.enum(['set', 'unset']).describe(STATE_MEANINGS.immobilizer),
    startWindow: z
      .strictObject({ deadlineUs: described('the last instant of a start', instantUs) })
      .nullable()
      .describe('a touched key permits a start until then (KEY-4)'),
    session: z.enum(['default', 'extended']).describe(STATE_MEANINGS.session),
    securityLevel: z.int().min(0).max(4).describe(STATE_MEANINGS.securityLevel),
    seedLevel: z.int().min(0).max(4).describe('the level whose seed waits for its pass-code; 0 = none'),
    attempts: count.describe(STATE_MEANINGS.attempts),
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
