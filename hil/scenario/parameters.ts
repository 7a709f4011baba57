import { z } from 'zod';

import { nearestName } from '../../can-bus/text/nearest-name.ts';
import { explainIssue, isMapping } from './explain-issue.ts';
import type { DataPath, DataProblem } from './data-problem.ts';
import { name } from './field-schemas.ts';
import { NAME } from './name-pattern.ts';

/** More variants than a person writes. */
const MAX_VARIANTS = 500;
/** The column with the variant's name; no parameter can have this name. */
const ROW_NAME = 'name';
const REFERENCE = new RegExp(`^\\$\\{(${NAME})\\}$`);

/** The value of a parameter: a whole scalar. Null where it has no value yet. */
type ParameterValue = string | number | boolean | null;
/** Values by the names of parameters. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** One row of the table of variants. */
interface Variant {
  readonly name: string;
  readonly values: Parameters;
}

/** The parameters and variants declared in a file. */
interface Declarations {
  readonly defaults: Parameters;
  /** Empty where the file has no table. */
  readonly variants: readonly Variant[];
  readonly problems: readonly DataProblem[];
}

const VALUE_WORDS = 'a text, a number, or true or false';
const value = z.union([z.string(), z.number(), z.boolean()], VALUE_WORDS);

/** `parameters:` of a file: names with defaults; nothing where each variant has to give a value. */
export const parametersSchema: z.ZodType<Parameters> = z
  .record(name, z.union([value, z.null()], `${VALUE_WORDS}, or nothing where there is no default`))
  .refine((parameters) => !Object.hasOwn(parameters, ROW_NAME), 'parameters, none of them named name');

/** A row as it is written. */
interface RowForm {
  readonly name: string;
  readonly [parameter: string]: string | number | boolean;
}

const row: z.ZodType<RowForm> = z
  .object({
    name: z
      .string('a name')
      .min(1, 'a name')
      .max(60, 'a name of up to 60 characters')
      .describe('name of the row, for NAME [ROW]; up to 60 characters'),
  })
  .catchall(value);

/** `variants:` of a scenario: one row per run, one column per parameter. */
export const variantsSchema: z.ZodType<readonly RowForm[]> = z
  .array(row)
  .min(1, 'at least one variant')
  .max(MAX_VARIANTS, `at most ${MAX_VARIANTS} variants`);

/** `with:` of an include: values for the fragment's parameters. */
export const argumentsSchema: z.ZodType<Readonly<Record<string, string | number | boolean>>> = z.record(name, value);

/** Reads `parameters` and `variants` of a file's data, with all their problems. */
export function readDeclarations(root: unknown): Declarations {
  const problems: DataProblem[] = [];
  const defaults = parsePart(root, 'parameters', parametersSchema, problems) ?? {};
  const rows = parsePart(root, 'variants', variantsSchema, problems) ?? [];
  const seen = new Set<string>();
  for (const [index, { name: label, ...values }] of rows.entries()) {
    const path = ['variants', index];
    if (seen.has(label)) problems.push(wrong([...path, ROW_NAME], `"${label}" again`, 'a name of its own for each'));
    seen.add(label);
    for (const column of Object.keys(values)) {
      if (!Object.hasOwn(defaults, column)) problems.push(unknownParameter([...path, column], column, defaults));
    }
    const open = missing({ ...defaults, ...values });
    if (open !== undefined) problems.push(wrong(path, `no ${open}`, `a value for ${open}, which has no default`));
  }
  const open = missing(defaults);
  if (rows.length === 0 && open !== undefined && isMapping(root) && !isFragment(root)) {
    problems.push(wrong(['parameters', open], 'nothing', `a value for ${open}, as there are no variants`));
  }
  const variants = rows.map(({ name: label, ...values }) => ({ name: label, values }));
  return { defaults, variants, problems };
}

/** A fragment has no name; its parameters get their values where it is included. */
function isFragment(root: Readonly<Record<string, unknown>>): boolean {
  return !Object.hasOwn(root, ROW_NAME);
}

/** The first parameter without a value. */
export function missing(parameters: Parameters): string | undefined {
  return Object.keys(parameters).find((key) => parameters[key] === null);
}

/** The parameter that a value of the file refers to; null for any other value. */
export function referenceIn(text: unknown): string | null {
  return typeof text === 'string' ? (REFERENCE.exec(text)?.[1] ?? null) : null;
}

/**
 * Replaces `${name}`, wherever it is a whole scalar.
 *
 * @param valueOf the value of a parameter; undefined where there is none of that name
 */
export function substitute(
  data: unknown,
  known: readonly string[],
  valueOf: (parameter: string) => unknown,
  path: DataPath,
  problems: DataProblem[],
): unknown {
  if (Array.isArray(data)) {
    return data.map((item: unknown, index) => substitute(item, known, valueOf, [...path, index], problems));
  }
  if (isMapping(data)) {
    const entries = Object.entries(data).map(([key, item]): [string, unknown] => [
      key,
      substitute(item, known, valueOf, [...path, key], problems),
    ]);
    return Object.fromEntries(entries);
  }
  if (typeof data !== 'string' || !data.includes('${')) return data;
  const reference = referenceIn(data);
  if (reference === null) {
    problems.push(wrong(path, JSON.stringify(data), '${name} as the whole value, or no ${ at all'));
    return data;
  }
  const found = valueOf(reference);
  if (found !== undefined) return found;
  const expected = known.length === 0 ? 'a parameter; the file has no parameters' : `one of ${known.join(', ')}`;
  problems.push({
    path,
    atKey: false,
    found: `\${${reference}}`,
    expected,
    meant: nearestName(reference, known),
  });
  return data;
}

export function unknownParameter(path: DataPath, found: string, known: Parameters): DataProblem {
  const names = Object.keys(known);
  const expected = names.length === 0 ? 'no parameters, because none are declared' : `one of ${names.join(', ')}`;
  return { path, atKey: true, found: `"${found}"`, expected, meant: nearestName(found, names) };
}

function parsePart<Value>(
  root: unknown,
  part: string,
  schema: z.ZodType<Value>,
  problems: DataProblem[],
): Value | null {
  if (!isMapping(root) || root[part] === undefined) return null;
  const parsed = schema.safeParse(root[part], { reportInput: true });
  if (parsed.success) return parsed.data;
  const jsonSchema = z.toJSONSchema(schema, { io: 'input' });
  for (const issue of parsed.error.issues) {
    const found = explainIssue(issue, root[part], jsonSchema);
    problems.push(...found.map((problem) => ({ ...problem, path: [part, ...problem.path] })));
  }
  return null;
}

function wrong(path: DataPath, found: string, expected: string): DataProblem {
  return { path, atKey: false, found, expected, meant: null };
}
