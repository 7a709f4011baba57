import type { z } from 'zod';

import { problemWords } from '../issue-words.ts';
import { partError, RUN_AGAIN } from './part-file.ts';
import type { Part } from './part.ts';

/** What the parts of one kind of command contain. */
export interface PartContent<About, Result> {
  /** In messages: `results of scenarios`. */
  readonly what: string;
  readonly about: z.ZodType<About>;
  readonly result: z.ZodType<Result>;
}

interface ReadParts<About, Result> {
  /** Of each part, in their order. */
  readonly abouts: readonly About[];
  /** In the order of their units. */
  readonly results: readonly Result[];
}

/**
 * What is in the parts, with its fields in their order: a report has the same bytes. The hash of a part shows only that
 * nothing has changed since it was written.
 *
 * @throws OperationError (usage/part) naming the part and the first field that is not as it must be
 */
export function contentOf<About, Result>(
  parts: readonly Part[],
  { what, about, result }: PartContent<About, Result>,
): ReadParts<About, Result> {
  const results = new Map<number, Result>();
  const abouts = parts.map(({ folder, head, units }) => {
    for (const [index, { unit, result: value }] of units.entries()) {
      results.set(unit, checked(result, value, `${folder} is damaged: it has no ${what} (line ${index + 2}`));
    }
    return checked(about, head.about, `${folder} is damaged: it has no ${what} (its first line`);
  });
  return { abouts, results: [...results].sort(([a], [b]) => a - b).map(([, each]) => each) };
}

function checked<Value>(schema: z.ZodType<Value>, value: unknown, problem: string): Value {
  if (isOf(schema, value)) return value;
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  const words = issue === undefined ? '' : `: ${problemWords(issue)}`;
  throw partError(`${problem}${words})`, RUN_AGAIN);
}

function isOf<Value>(schema: z.ZodType<Value>, value: unknown): value is Value {
  return schema.safeParse(value).success;
}
