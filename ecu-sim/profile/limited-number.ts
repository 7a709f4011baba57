import { z } from 'zod';

import { limitWords, type NumberLimit } from './number-limit.ts';

/**
 * Puts a noun phrase ("a number from 6 to 18") into the words of the interface that refuses: `must be …`, `expected …`.
 */
export type Wording = (noun: string) => string;

/** The schema of a number within a limit. */
export function limitedNumber(limit: NumberLimit, say: Wording): z.ZodNumber {
  const { min, max, whole } = limit;
  const rule = say(limitWords(limit));
  const number = (whole === true ? z.int(rule) : z.number(rule)).min(min, rule).max(max, rule);
  return number.describe(limitWords(limit));
}

/**
 * The schema of a field: its meaning, then the words that the schema has for its form (a range, a unit), for editors and
 * printed declarations: `how long the button is held, in ms; a number from 0 to 3600000`.
 */
export function described<Schema extends z.ZodType>(meaning: string, schema: Schema): Schema {
  const form = formOf(schema);
  return schema.describe(form === undefined ? meaning : `${meaning}; ${form}`);
}

function formOf(schema: z.ZodType): string | undefined {
  if (!(schema instanceof z.ZodNullable)) return schema.description;
  const inner = schema.unwrap();
  return inner instanceof z.ZodType ? inner.description : undefined;
}
