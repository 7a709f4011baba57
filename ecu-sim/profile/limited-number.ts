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
  return (whole === true ? z.int(rule) : z.number(rule)).min(min, rule).max(max, rule);
}
