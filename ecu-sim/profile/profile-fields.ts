import { z } from 'zod';

import type { Micros } from '../../can-bus/time/micros.ts';
import { parseDuration, parseVoltage } from './quantities.ts';

/** The schema of one field of a profile file: its output type. Its input type is for the JSON schema only. */
export type Field<T> = z.ZodType<T>;

/** The range of a duration, both ends included. */
interface DurationRange {
  readonly fromUs: Micros;
  readonly toUs: Micros;
  /** The range in words: `more than 0 s and at most 60 s`. */
  readonly words: string;
  /** It must be a multiple of this, in µs; 1 unless given. */
  readonly stepUs?: Micros;
}

/** A whole number between two others, both included. */
export function wholeNumber(from: number, to: number): Field<number> {
  const rule = `must be a whole number from ${from} to ${to}`;
  return z.int(rule).min(from, rule).max(to, rule).describe(`a whole number from ${from} to ${to}`);
}

/** A duration: a number of seconds or a text with a unit; returns µs. */
export function duration(range: DurationRange): Field<Micros> {
  const { fromUs, toUs, words, stepUs = 1 } = range;
  return z
    .union([z.number(), z.string()], 'must be a time: a number of seconds, or a text such as "50 ms"')
    .transform((value, context) => {
      const us = parseDuration(value);
      if (us === null) {
        return refuse(context, 'must be a number of seconds, or a number with min, s, ms or us, in whole microseconds');
      }
      if (us < fromUs || us > toUs) return refuse(context, `must be ${words}`);
      if (us % stepUs !== 0) return refuse(context, `must be a multiple of ${stepUs / 1000} ms`);
      return us;
    })
    .meta({ description: `a time: a number of seconds, or a text with min, s, ms or us; ${words}` });
}

/** A voltage: a number of volts or a text with a unit; returns mV. */
export function voltage(fromMv: number, toMv: number): Field<number> {
  const words = `from ${fromMv / 1000} V to ${toMv / 1000} V`;
  return z
    .union([z.number(), z.string()], 'must be a voltage: a number of volts, or a text such as "11.0 V"')
    .transform((value, context) => {
      const mv = parseVoltage(value);
      if (mv === null)
        return refuse(context, 'must be a number of volts, or a number with V or mV, in whole millivolts');
      return mv >= fromMv && mv <= toMv ? mv : refuse(context, `must be ${words}`);
    })
    .meta({ description: `a voltage: a number of volts, or a text with V or mV; ${words}` });
}

/** A hexadecimal number as a text, with or without `0x`; returns its value. A bare number would be read as decimal. */
export function hexText(max: number): Field<number> {
  const rule = `must be a text of 1 to ${max.toString(16).length} hexadecimal digits, at most "${max.toString(16).toUpperCase()}"`;
  return (
    z
      .string(`${rule}, in quotes (without them it would be read as a decimal number)`)
      .regex(/^(?:0x)?[0-9A-Fa-f]{1,8}$/, { error: rule, abort: true })
      // Before the text is read: the message quotes what was given.
      .refine((text) => Number.parseInt(text, 16) <= max, rule)
      .transform((text) => Number.parseInt(text, 16))
      .describe(`hexadecimal digits in quotes, at most "${max.toString(16).toUpperCase()}"`)
  );
}

/** A CAN id, address or byte: a number, or a hexadecimal text such as "0x750". */
export function busNumber(max: number): Field<number> {
  const limit = `0x${max.toString(16).toUpperCase()}`;
  const rule = `must be a number or a hexadecimal text, from 0 to ${limit}`;
  return z
    .union([z.int(rule).min(0, rule).max(max, rule), z.string().regex(/^0x[0-9A-Fa-f]{1,8}$/, rule)], rule)
    .transform((value, context) => {
      const number = typeof value === 'number' ? value : Number.parseInt(value, 16);
      return number <= max ? number : refuse(context, rule);
    })
    .describe(`a number or a hexadecimal text, from 0 to ${limit}`);
}

/** `on` and `off`, which YAML 1.2 reads as texts, or true and false. */
export function onOff(): Field<boolean> {
  return z
    .union([z.boolean(), z.enum(['on', 'off'])], 'must be on or off')
    .transform((value) => value === true || value === 'on')
    .describe('on or off');
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message, input: context.value });
  return z.NEVER;
}
