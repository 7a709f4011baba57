import { z } from 'zod';
import type { StartAnswer } from '../car/car.ts';
import { TIMER_NAMES } from '../../ecu-sim/smart-key/timers.ts';
import type { CarState } from '../car/car-state.ts';
import type { BusState, TimeMode } from '../car/host/car-control.ts';
import type { BusForm, FaultPlanForm } from '../car/faults/fault-form.ts';
import { FAULT_PLAN } from './request-bodies.ts';
import type { NamedSchema } from '../http/route.ts';

/** `GET /api/state`. */
export interface ServedState extends CarState {
  readonly timeMode: TimeMode;
  readonly rate: number;
  readonly buses: readonly BusState[];
}

export type ServedKey = CarState['keys'][number];

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

const faultNames = z.array(z.string()).describe('codes of the faults a bench has set, and "memory" (VEH-5)');

export const STATE: NamedSchema<ServedState> = {
  name: 'State',
  schema: z.strictObject({
    timeUs: instantUs,
    timeMode: z.enum(['virtual', 'real']),
    rate: z.number().positive().describe('vehicle seconds in a real second'),
    buses: z
      .array(z.strictObject({ url: z.string(), clients: z.array(z.string()), loadPercent: z.int().min(0).max(100) }))
      .describe('where tools connect, and which are connected; loadPercent is the bus load over the last second'),
    procedure: z.enum(['none', 'reset', 'registration', 'erasure']),
    state: z.enum([
      'idle',
      'armed',
      'running',
      'awaiting-registered-key',
      'awaiting-pre-start-check',
      'ready-to-start',
      'awaiting-new-key',
      'declared',
      'window-open',
    ]),
    elapsedMs: count.nullable(),
    remainingMs: count.nullable(),
    procedureDeadlineUs: instantUs.nullable(),
    timers: z
      .array(z.strictObject({ name: z.enum(TIMER_NAMES), startedUs: instantUs, deadlineUs: instantUs }))
      .describe('running timers of the Smart Key ECU; stopped ones are not listed'),
    slots: z.array(keyId.nullable()).describe('registered keys by slot; null where a slot is free'),
    freeSlots: count,
    retired: z.array(keyId),
    keys: z.array(key).describe('all keys, in order of creation'),
    doors: z
      .strictObject({
        driver: z.boolean(),
        passenger: z.boolean(),
        rearLeft: z.boolean(),
        rearRight: z.boolean(),
        trunk: z.boolean(),
      })
      .describe('true = open'),
    powerMode: z.enum(['off', 'acc', 'on', 'running']),
    batteryV: z.number(),
    brake: z.boolean(),
    shiftP: z.boolean(),
    speedKmh: z.number(),
    beeps: z
      .strictObject({ total: count, last: count, interior: count, answerBack: count })
      .describe('since power-on: exterior buzzer, its last signal, and the other buzzers (VEH-3)'),
    immobilizer: z.enum(['set', 'unset']),
    session: z.enum(['default', 'extended']),
    securityLevel: z.int().min(0).max(4).describe('the level unlocked; 0 = locked'),
    faults: faultNames,
  }),
};

export const KEY: NamedSchema<ServedKey> = { name: 'Key', schema: key };

export const REACTION: NamedSchema<ServedReaction> = {
  name: 'Reaction',
  schema: z.strictObject({ reaction: z.string().describe('what happened; none if nothing did'), reason }),
};

export const START: NamedSchema<StartAnswer> = {
  name: 'StartAnswer',
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
  schema: z.strictObject({ timeUs: instantUs }),
};
