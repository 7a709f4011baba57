import { z } from 'zod';

import { MAX_EXTENDED_ID } from '../../can-bus/frame/can-frame.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { described, limitedNumber } from '../../ecu-sim/profile/limited-number.ts';
import { isWithin, limitWords, type NumberLimit } from '../../ecu-sim/profile/number-limit.ts';
import { STATE_MEANINGS, DOOR_MEANINGS } from '../view/state-meanings.ts';
import { VEHICLE_LIMITS } from '../../ecu-sim/profile/vehicle-limits.ts';
import { parseDuration, parseVoltage } from '../../ecu-sim/profile/quantities.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import { parseBytePattern, type BytePattern } from './byte-pattern.ts';
import type { Measured } from './expectation.ts';
import { NAME } from './name-pattern.ts';

/*
 * The fields of a scenario file. Every message is a noun phrase for the expected value: the loader prefixes it with
 * "found …, expected".
 */

/** Maximum duration of a step of a scenario. */
const MAX_SPAN_US: Micros = VEHICLE_LIMITS.advanceS.max * MICROS_PER_SECOND;

type Text = z.ZodString;

/** A name defined by the scenario: of a key, a car, a capture. */
export const name: Text = z
  .string('a name')
  .regex(new RegExp(`^${NAME}$`), 'a name: a letter, then up to 39 letters, digits, - and _');

export const keyName: Text = name.describe('the name of a key: master, valet, or one under keys');

export const yesNo: z.ZodType<boolean> = z.boolean('true or false');
export const level: z.ZodType<SecurityLevel> = z
  .literal([1, 2, 3, 4], 'a security level from 1 to 4')
  .describe('security level: 1 arms a reset, 2 begins it, 3 is for a registration, 4 for an erasure (AUT-4)');
export const canId: z.ZodType<number> = z
  .int('a CAN id')
  .min(0, 'a CAN id')
  .max(MAX_EXTENDED_ID, 'a CAN id of at most 29 bits')
  .describe('a CAN id of at most 29 bits, such as 0x750');

const TIME_WORDS = 'a time: a number of seconds, or a number with min, s, ms or us, such as "10 s"';
const OFFSET_WORDS = `${TIME_WORDS}; a minus in front means before`;

function parseSpan(value: string | number): Micros | null {
  const us = parseDuration(value);
  return us === null || us > MAX_SPAN_US ? null : us;
}

/** A time span; returns µs. */
export const span: z.ZodType<Micros> = z
  .union([z.number(), z.string()], TIME_WORDS)
  .transform((value, context) => {
    const us = parseSpan(value);
    return (
      us ?? refuse(context, `${TIME_WORDS}, in whole microseconds; in seconds ${limitWords(VEHICLE_LIMITS.advanceS)}`)
    );
  })
  .describe(TIME_WORDS);

/** A time span that may be negative; returns µs. */
export const offset: z.ZodType<number> = z
  .union([z.number(), z.string()], TIME_WORDS)
  .transform((value, context) => {
    const text = String(value).trim();
    const negative = text.startsWith('-');
    const amount = negative ? text.slice(1) : text;
    const us = parseSpan(typeof value === 'number' ? Math.abs(value) : amount);
    return us === null ? refuse(context, OFFSET_WORDS) : negative ? -us : us;
  })
  .describe(OFFSET_WORDS);

/** Volts within a limit, or a text with V or mV; returns mV. */
export function millivolts(limit: NumberLimit): z.ZodType<number> {
  const words = `${limitWords(limit)}, in volts; or a text with V or mV`;
  return z
    .union([limitedNumber(limit, () => words), z.string()], words)
    .transform((value, context) => {
      const mv = parseVoltage(value);
      return mv === null || !isWithin(limit, mv / 1000) ? refuse(context, words) : mv;
    })
    .describe(words);
}

/** Milliseconds as a plain number, with a resolution of 1 µs; returns µs. */
export function milliseconds(limit: NumberLimit): z.ZodType<Micros> {
  return limitedNumber(limit, (noun) => noun)
    .transform((ms) => Math.round(ms * MICROS_PER_MILLI))
    .describe(`${limitWords(limit)}, in milliseconds`);
}

/** `on` and `off`, which YAML 1.2 reads as texts, or true and false. */
export const onOff: z.ZodType<boolean> = flag('on', 'off');
/** `open` and `closed`, or true for open. */
export const openClosed: z.ZodType<boolean> = flag('open', 'closed');

function flag(yes: string, no: string): z.ZodType<boolean> {
  return z
    .union([z.boolean(), z.enum([yes, no])], `${yes} or ${no}`)
    .transform((value) => value === true || value === yes)
    .describe(`${yes} or ${no}`);
}

/** The doors, each open or closed. */
export const doors: z.ZodType<{ readonly [Door in keyof typeof DOOR_MEANINGS]?: boolean | undefined }> = z.strictObject(
  {
    driver: described(DOOR_MEANINGS.driver, openClosed).optional(),
    passenger: described(DOOR_MEANINGS.passenger, openClosed).optional(),
    rearLeft: described(DOOR_MEANINGS.rearLeft, openClosed).optional(),
    rearRight: described(DOOR_MEANINGS.rearRight, openClosed).optional(),
    trunk: described(DOOR_MEANINGS.trunk, openClosed).optional(),
  },
);

export const keyLife: z.ZodType<'blank' | 'bound'> = z.enum(['blank', 'bound']).describe(STATE_MEANINGS.keyLife);
export const keyLocation: z.ZodType<'cabin' | 'outside'> = z
  .enum(['cabin', 'outside'])
  .describe(STATE_MEANINGS.keyLocation);

const PATTERN_WORDS = 'a text of bytes as hex digits, such as "27 01"; {name} inserts a capture or a key\'s id';

/** The bytes of a request. */
export const requestBytes: z.ZodType<BytePattern> = z
  .string(`${PATTERN_WORDS} (in quotes where YAML would read a number)`)
  .transform((text, context) => parseBytePattern(text, false) ?? refuse(context, PATTERN_WORDS))
  .describe(PATTERN_WORDS);

const RESPONSE_WORDS = `${PATTERN_WORDS}; ** is any byte, .. at the end any further bytes`;

/** The bytes of a response, with wildcards. */
export const responseBytes: z.ZodType<BytePattern> = z
  .string(RESPONSE_WORDS)
  .transform((text, context) => parseBytePattern(text, true) ?? refuse(context, RESPONSE_WORDS))
  .describe(RESPONSE_WORDS);

const NRC_NAMES: Readonly<Record<string, number>> = NRC;

const NRC_WORDS = 'a negative response code: its name in ISO 14229-1, or a number such as 0x22';

/** A negative response code: the standard's name, or the number; returns the number. */
export const negativeResponseCode: z.ZodType<number> = z
  .union([z.enum(Object.keys(NRC)), z.int().min(1, NRC_WORDS).max(255, NRC_WORDS)], NRC_WORDS)
  .transform((value) => (typeof value === 'number' ? value : (NRC_NAMES[value] ?? 0)))
  .describe(NRC_WORDS);

/** Units of a measured value, each with its factor to the field's own unit. */
type Units = Readonly<Record<string, number>>;

export const TIME_UNITS_IN_MS: Units = { ms: 1, s: 1000, min: 60_000, us: 0.001 };
export const TIME_UNITS_IN_US: Units = { us: 1, ms: 1000, s: 1_000_000, min: 60_000_000 };
export const VOLTAGE_UNITS: Units = { V: 1, mV: 0.001 };
export const SPEED_UNITS: Units = { 'km/h': 1 };
const NO_UNITS: Units = {};

const MEASURED = new Map<Units, z.ZodType<number | Measured>>();

/** A number, exact or `{min, max, unit}`; returns it in the field's own unit, the first of `units`. */
export function measured(units: Units = NO_UNITS): z.ZodType<number | Measured> {
  const known = MEASURED.get(units) ?? newMeasured(units);
  MEASURED.set(units, known);
  return known;
}

function newMeasured(units: Units): z.ZodType<number | Measured> {
  const [ownUnit = '', ...others] = Object.keys(units);
  const bounds = {
    min: z.number('a number').describe('the least value, included').optional(),
    max: z.number('a number').describe('the greatest value, included').optional(),
  };
  const unit = z.enum([ownUnit, ...others]).describe(`unit of min and max; ${ownUnit} unless given`);
  const shape = ownUnit === '' ? bounds : { ...bounds, unit: unit.optional() };
  const range = z
    .strictObject(shape)
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'min, max or both')
    .refine(({ min = -Infinity, max = Infinity }) => min <= max, 'a min that is not above max');
  return z
    .union([z.number(), range], 'a number, or {min, max}')
    .transform((value) => {
      if (typeof value === 'number') return value;
      const given = 'unit' in value && typeof value.unit === 'string' ? value.unit : ownUnit;
      const factor = units[given] ?? 1;
      const scaled = (bound: number | undefined): number | null => (bound === undefined ? null : bound * factor);
      return { kind: 'measured' as const, min: scaled(value.min), max: scaled(value.max), unit: ownUnit };
    })
    .describe(`the exact number, or ${ownUnit === '' ? '{min, max}' : '{min, max, unit}'}`);
}

/** The same, or null where nothing is running. */
export function measuredOrNone(units: Units): z.ZodType<number | Measured | null> {
  return z.union([measured(units), z.null()], 'a number, {min, max}, or null');
}

/** One of these names; null where there must be none. */
export function oneOrNone(names: readonly string[]): z.ZodType<string | null> {
  return z.union([z.enum(names), z.null()], `one of ${names.join(', ')}, or null`);
}

/** Adds an issue whose message describes what was expected. */
export function refuse(context: z.RefinementCtx, expected: string): never {
  context.addIssue({ code: 'custom', message: expected, input: context.value });
  return z.NEVER;
}

/** An object without its undefined members. */
export function present<Value extends object>(value: Value): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  const copy = { ...value };
  for (const key in copy) if (copy[key] === undefined) Reflect.deleteProperty(copy, key);
  return copy;
}
