import type { z } from 'zod';
import { NAME } from './name-pattern.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A reference, which may replace any scalar in a file that has parameters. */
const REFERENCE = { type: 'string', pattern: `^\\$\\{${NAME}\\}$` } as const;
const REFERENCE_NAME = 'parameter';
/** Fields that are read before parameters are replaced, or that must not be a parameter. */
const FIXED_FIELDS: readonly string[] = ['parameters', 'variants', 'include', 'with', 'name', 'tags', 'rules'];
const SCALAR_TYPES: readonly unknown[] = ['number', 'integer', 'boolean'];

/** The schema with `${name}` allowed wherever a scalar is: a reference to a parameter of the file. */
export function allowReferences(schema: JsonSchema): JsonSchema {
  const { $defs, ...rest } = schema;
  const definitions = Object.entries($defs ?? {}).map(([key, value]): [string, JsonSchema] => [key, rewrite(value)]);
  return {
    ...rewriteParts(rest),
    $defs: { ...Object.fromEntries(definitions), [REFERENCE_NAME]: { ...REFERENCE } },
  };
}

function rewrite(schema: JsonSchema): JsonSchema {
  if (!isScalar(schema)) return rewriteParts(schema);
  const { description, default: standard, ...form } = schema;
  return {
    ...(description === undefined ? {} : { description }),
    ...(standard === undefined ? {} : { default: standard }),
    anyOf: [form, { $ref: `#/$defs/${REFERENCE_NAME}` }],
  };
}

/** A choice of names, a number, true or false, a text with a pattern; any other text is allowed already. */
function isScalar({ enum: names, const: value, type, pattern }: JsonSchema): boolean {
  return names !== undefined || value !== undefined || SCALAR_TYPES.includes(type) || pattern !== undefined;
}

function rewriteParts(schema: JsonSchema): JsonSchema {
  const copy: JsonSchema = { ...schema };
  if (schema.properties !== undefined) {
    const entries = Object.entries(schema.properties).map(([key, value]): [string, typeof value] => [
      key,
      typeof value === 'object' && !FIXED_FIELDS.includes(key) ? rewrite(value) : value,
    ]);
    copy.properties = Object.fromEntries(entries);
  }
  const { items, additionalProperties, anyOf, oneOf } = schema;
  if (typeof items === 'object' && !Array.isArray(items)) copy.items = rewrite(items);
  if (typeof additionalProperties === 'object') copy.additionalProperties = rewrite(additionalProperties);
  if (anyOf !== undefined) copy.anyOf = anyOf.map(rewriteChoice);
  if (oneOf !== undefined) copy.anyOf = oneOf.map(rewriteChoice);
  delete copy.oneOf;
  return copy;
}

function rewriteChoice(schema: JsonSchema): JsonSchema {
  return schema.type === 'null' ? schema : rewrite(schema);
}
