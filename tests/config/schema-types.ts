import type { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;
export type SchemaPart = JsonSchema | boolean | undefined;

/** A JSON schema as a type. */
function typeOf(schema: SchemaPart, depth: number): string {
  if (typeof schema !== 'object') return schema === false ? 'never' : 'unknown';
  const { $ref, const: value, enum: values, anyOf, oneOf, type } = schema;
  if ($ref !== undefined) return $ref.replace('#/$defs/profile', 'ProfileInput');
  if (value !== undefined) return JSON.stringify(value);
  if (values !== undefined) return union(values.map((one) => JSON.stringify(one)));
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return union(choices.map((choice) => typeOf(choice, depth)));
  if (Array.isArray(type)) return union(type.map((one) => typeOf({ type: one }, depth)));
  if (type === 'object') return schema.properties === undefined ? recordType(schema, depth) : objectType(schema, depth);
  if (type === 'array') return arrayType(schema, depth);
  return type === 'integer' ? 'number' : (type ?? 'unknown');
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

function arrayType({ items, prefixItems }: JsonSchema, depth: number): string {
  if (prefixItems !== undefined) return `readonly [${prefixItems.map((item) => typeOf(item, depth)).join(', ')}]`;
  const item = Array.isArray(items) ? 'unknown' : typeOf(items, depth);
  return `readonly ${/ [|&] /.test(item) ? `(${item})` : item}[]`;
}

function recordType({ additionalProperties, propertyNames }: JsonSchema, depth: number): string {
  const value = typeOf(additionalProperties, depth);
  const names = typeof propertyNames === 'object' ? propertyNames.enum : undefined;
  if (names === undefined) return `Readonly<Record<string, ${value}>>`;
  return `{ readonly [Name in ${union(names.map((name) => JSON.stringify(name)))}]?: ${value} }`;
}

/** A mapping as a type, its fields with their descriptions. Fields that go together only are there together, or not at all. */
export function objectType(schema: JsonSchema, depth: number): string {
  const { properties = {}, required = [], dependentRequired } = schema;
  const together = Object.keys(dependentRequired ?? {});
  const own = Object.entries(properties).filter(([name]) => !together.includes(name));
  const fields = own.map(([name, field]) => fieldOf(name, field, required.includes(name), depth + 1));
  const indent = '  '.repeat(depth);
  const object = fields.length === 0 ? '{}' : `{\n${fields.join('\n')}\n${indent}}`;
  if (together.length === 0) return object;
  const none = together.map((name) => declared(name, properties[name], '?:', 'undefined', depth + 1)).join('\n');
  const all = together.map((name) => fieldOf(name, properties[name], true, depth + 1)).join('\n');
  return `(${object} & ({\n${none}\n${indent}} | {\n${all}\n${indent}}))`;
}

/** A field of a mapping, with its description and its default. */
export function fieldOf(name: string, field: SchemaPart, isRequired: boolean, depth: number): string {
  return declared(name, field, isRequired ? ':' : '?:', typeOf(field, depth), depth);
}

function declared(name: string, field: SchemaPart, colon: string, type: string, depth: number): string {
  const indent = '  '.repeat(depth);
  const words = typeof field === 'object' ? wordsOf(field) : '';
  const comment = words === '' ? '' : `${indent}/** ${words.replaceAll('*/', '*\\/')} */\n`;
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  return `${comment}${indent}readonly ${key}${colon} ${type};`;
}

/** The description; a default that is not null, empty or a mapping follows it. */
function wordsOf({ description, default: standard }: JsonSchema): string {
  const isShown = typeof standard === 'number' || typeof standard === 'boolean' || typeof standard === 'string';
  return [description ?? [], isShown ? `default ${JSON.stringify(standard)}` : []].flat().join('; ');
}
