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
import { CAR_FAULTS } from '../car/car-fault.ts';
import type { ExpectedParts } from './expectation.ts';
import {
  measured,
  measuredOrNone,
  name,
  openClosed,
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

const doors = z.strictObject({
  driver: openClosed.optional(),
  passenger: openClosed.optional(),
  rearLeft: openClosed.optional(),
  rearRight: openClosed.optional(),
  trunk: openClosed.optional(),
});

const keyState = z.strictObject({
  life: z.enum(['blank', 'bound']).optional(),
  location: z.enum(['cabin', 'outside']).optional(),
  batteryV: measured(VOLTAGE_UNITS).optional(),
});

const keyList = z.array(name);
const history = z.strictObject({
  procedure: procedureNames.optional(),
  outcome: outcomeNames.optional(),
  reason: reasonNames.optional(),
});

/**
 * What `expect` can check: the names of `GET /api/state`, and in addition `registered` (the keys in slots), `engine`,
 * `attempts`, `lockedOut` and `history` (its newest entry).
 */
export const stateExpectation: z.ZodType<ExpectedParts> = z
  .strictObject({
    timeUs: measured(TIME_UNITS_IN_US).optional(),
    procedure: procedureNames.optional(),
    state: stateNames.optional(),
    elapsedMs: measuredOrNone(TIME_UNITS_IN_MS).optional(),
    remainingMs: measuredOrNone(TIME_UNITS_IN_MS).optional(),
    slots: z.array(z.union([name, z.null()], 'the name of a key, or null')).optional(),
    registered: keyList.optional(),
    freeSlots: measured().optional(),
    retired: keyList.optional(),
    keys: z.record(name, keyState).optional(),
    doors: doors.optional(),
    powerMode: z.enum(POWER_MODES).optional(),
    batteryV: measured(VOLTAGE_UNITS).optional(),
    brake: z.boolean('true or false').optional(),
    shiftP: z.boolean('true or false').optional(),
    speedKmh: measured(SPEED_UNITS).optional(),
    beeps: z
      .strictObject({
        total: measured().optional(),
        last: measured().optional(),
        interior: measured().optional(),
        answerBack: measured().optional(),
      })
      .optional(),
    immobilizer: z.enum(['set', 'unset']).optional(),
    engine: z.enum(['running', 'stopped']).optional(),
    session: z.enum(['default', 'extended']).optional(),
    securityLevel: measured().optional(),
    attempts: measured().optional(),
    lockedOut: z.boolean('true or false').optional(),
    faults: z.array(z.enum([...CAR_FAULTS, 'memory'])).optional(),
    history: z
      .union([history, z.literal('none')], 'procedure, outcome and reason of the newest entry, or none')
      .optional(),
  })
  .refine((parts) => Object.keys(parts).length > 0, 'at least one thing to check');
