import { z } from 'zod';

import {
  OUTCOMES,
  POWER_MODES,
  PROCEDURE_STATES,
  PROCEDURES,
  REASONS,
  type OutcomeName,
  type ProcedureName,
  type ProcedureStateName,
  type ReasonName,
} from '../../ecu-sim/description/codes.ts';
import { described } from '../../ecu-sim/profile/limited-number.ts';
import { STATE_MEANINGS as MEANS } from '../view/state-meanings.ts';
import { CAR_FAULTS } from '../car/car-fault.ts';
import type { ExpectedParts } from './expectation.ts';
import {
  doors,
  keyLife,
  keyLocation,
  measured,
  measuredOrNone,
  name,
  SPEED_UNITS,
  TIME_UNITS_IN_MS,
  TIME_UNITS_IN_US,
  VOLTAGE_UNITS,
} from './field-schemas.ts';

function namesOf<Name extends string>(table: Readonly<Record<Name, number>>): z.ZodEnum<Record<Name, Name>> {
  return z.enum(namesIn(table));
}

function namesIn<Name extends string>(table: Readonly<Record<Name, number>>): [Name, ...Name[]] {
  const names: Name[] = [];
  for (const key in table) names.push(key);
  const [first, ...others] = names;
  if (first === undefined) throw new Error('a table of names without a name');
  return [first, ...others];
}

const procedureNames: z.ZodType<ProcedureName> = namesOf(PROCEDURES);
const stateNames: z.ZodType<ProcedureStateName> = namesOf(PROCEDURE_STATES);
const outcomeNames: z.ZodType<OutcomeName> = namesOf(OUTCOMES);
const reasonNames: z.ZodType<ReasonName> = namesOf(REASONS);

const keyState = z.strictObject({
  life: keyLife.optional(),
  location: keyLocation.optional(),
  batteryV: described(MEANS.keyBatteryV, measured(VOLTAGE_UNITS)).optional(),
});

const keyList = z.array(name);
const history = z.strictObject({
  procedure: procedureNames.describe('the procedure that the entry is about').optional(),
  outcome: outcomeNames.describe('how it ended, or under-way').optional(),
  reason: reasonNames.describe('why it ended that way; none where there is nothing to explain').optional(),
});

/**
 * What `expect` can check: the names of `GET /api/state`, and in addition `registered` (the keys in slots), `engine`,
 * `attempts`, `lockedOut` and `history` (its newest entry).
 */
export const stateExpectation: z.ZodType<ExpectedParts> = z
  .strictObject({
    timeUs: described(MEANS.timeUs, measured(TIME_UNITS_IN_US)).optional(),
    procedure: procedureNames.describe(MEANS.procedure).optional(),
    state: stateNames.describe(MEANS.state).optional(),
    elapsedMs: described(MEANS.elapsedMs, measuredOrNone(TIME_UNITS_IN_MS)).optional(),
    remainingMs: described(MEANS.remainingMs, measuredOrNone(TIME_UNITS_IN_MS)).optional(),
    slots: z
      .array(z.union([name, z.null()], 'the name of a key, or null'))
      .describe(MEANS.slots)
      .optional(),
    registered: keyList.describe('the keys in slots, in the order of the slots (KEY-2)').optional(),
    freeSlots: described(MEANS.freeSlots, measured()).optional(),
    retired: keyList.describe(MEANS.retired).optional(),
    keys: z.record(name, keyState).describe('keys by name; others are not checked').optional(),
    doors: doors.describe('doors; those left out are not checked').optional(),
    powerMode: z.enum(POWER_MODES).describe(MEANS.powerMode).optional(),
    batteryV: described(MEANS.batteryV, measured(VOLTAGE_UNITS)).optional(),
    brake: z.boolean('true or false').describe(MEANS.brake).optional(),
    shiftP: z.boolean('true or false').describe(MEANS.shiftP).optional(),
    speedKmh: described(MEANS.speedKmh, measured(SPEED_UNITS)).optional(),
    beeps: z
      .strictObject({
        total: described(MEANS.beepsTotal, measured()).optional(),
        last: described(MEANS.beepsLast, measured()).optional(),
        interior: described(MEANS.beepsInterior, measured()).optional(),
        answerBack: described(MEANS.beepsAnswerBack, measured()).optional(),
      })
      .describe(MEANS.beeps)
      .optional(),
    immobilizer: z.enum(['set', 'unset']).describe(MEANS.immobilizer).optional(),
    engine: z.enum(['running', 'stopped']).describe('whether the engine runs').optional(),
    session: z.enum(['default', 'extended']).describe(MEANS.session).optional(),
    securityLevel: described(MEANS.securityLevel, measured()).optional(),
    attempts: described(MEANS.attempts, measured()).optional(),
    lockedOut: z
      .boolean('true or false')
      .describe('true: pass-codes are refused until the delay has elapsed (AUT-3)')
      .optional(),
    faults: z
      .array(z.enum([...CAR_FAULTS, 'memory']))
      .describe(MEANS.faults)
      .optional(),
    history: z
      .union([history, z.literal('none')], 'procedure, outcome and reason of the newest entry, or none')
      .describe('the newest entry of the history (VEH-6); none: there is none')
      .optional(),
  })
  .refine((parts) => Object.keys(parts).length > 0, 'at least one thing to check');
