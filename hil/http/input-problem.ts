import { z } from 'zod';
import { nearestName } from '../../can-bus/text/nearest-name.ts';
import { expectedWords } from '../issue-words.ts';
import { HttpError } from './http-error.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Longest text of a request that an error repeats. */
const MAX_REPEATED = 40;

/**
 * Reads a request's JSON by its schema.
 *
 * @throws HttpError (422) naming the first invalid field, and the valid form: for an unknown field the nearest
 * known one, for a value the field's description
 */
export function validate<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  // A mistyped name explains the missing field that precedes it.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) throw result.error;
  throw problemOf(issue, z.toJSONSchema(schema, { io: 'input' }));
}

/** An unknown name of a field or a parameter. */
export function unknownName(status: 400 | 422, field: string, name: string, known: readonly string[]): HttpError {
  const nearest = nearestName(name, known);
  const all = known.length === 0 ? 'nothing is expected here' : `known here: ${known.join(', ')}`;
  const hint = nearest === null ? all : `did you mean "${nearest}"?`;
  return new HttpError(status, `"${shortened(field)}" is not known`, { field: shortened(field), hint });
}

function problemOf(issue: z.core.$ZodIssue, schema: JsonSchema): HttpError {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? '';
    return unknownName(422, [...path, name].join('.'), name, Object.keys(schemaAt(schema, path).properties ?? {}));
  }
  if (path.length === 0) return new HttpError(422, 'the body must be a JSON object', { hint: 'such as {}' });
  const field = path.join('.');
  const { description } = schemaAt(schema, path);
  const rule = issue.input === undefined ? 'is missing' : ruleOf(issue) + describeInput(issue.input);
  return new HttpError(422, `${field} ${rule}`, { field, ...(description === undefined ? {} : { hint: description }) });
}

/** The schema's own words; in place of the library's, which are for programmers, ours. */
function ruleOf(issue: z.core.$ZodIssue): string {
  const words = expectedWords(issue);
  return words === issue.message ? words : `must be ${words}`;
}

/** The part of the schema that describes the field at a path, or the nearest one around it. */
function schemaAt(root: JsonSchema, path: readonly string[]): JsonSchema {
  let schema = root;
  for (const name of path) {
    const { properties = {} } = schema;
    const part = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (part === undefined || typeof part === 'boolean') return schema;
    schema = part;
  }
  return schema;
}

/** Only values that fit into a line of text. */
function describeInput(input: unknown): string {
  if (typeof input === 'string') return `, not ${JSON.stringify(shortened(input))}`;
  const isShort = typeof input === 'number' || typeof input === 'boolean' || input === null;
  return isShort ? `, not ${String(input)}` : '';
}

function shortened(text: string): string {
  return text.length > MAX_REPEATED ? `${text.slice(0, MAX_REPEATED)}…` : text;
}
