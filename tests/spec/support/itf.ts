import { readFileSync } from 'node:fs';

/** A trace in the Informal Trace Format, as `quint` writes it: one record of the model's variables for each state. */

export type ItfValue = boolean | number | string | readonly ItfValue[] | ItfRecord;
export interface ItfRecord {
  readonly [name: string]: ItfValue;
}

export class ItfError extends Error {}

/** The states of a trace file; integers are numbers, sets and tuples are lists. */
export function readItf(path: string): readonly ItfRecord[] {
  const trace: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return listOf(fieldOf(plain(trace), 'states')).map(recordOf);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function plain(value: unknown): ItfValue {
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) throw new ItfError(`not a value of a trace: ${String(value)}`);
  if (typeof value['#bigint'] === 'string') return Number(value['#bigint']);
  if ('#set' in value) return plain(value['#set']);
  if ('#tup' in value) return plain(value['#tup']);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

export function recordOf(value: ItfValue): ItfRecord {
  if (typeof value !== 'object' || isList(value)) throw new ItfError(`not a record: ${JSON.stringify(value)}`);
  return value;
}

function isList(value: ItfValue): value is readonly ItfValue[] {
  return Array.isArray(value);
}

export function listOf(value: ItfValue): readonly ItfValue[] {
  if (!isList(value)) throw new ItfError(`not a list: ${JSON.stringify(value)}`);
  return value;
}

export function fieldOf(value: ItfValue, name: string): ItfValue {
  const field = recordOf(value)[name];
  if (field === undefined) throw new ItfError(`no field ${name} in ${JSON.stringify(value)}`);
  return field;
}

export function numberOf(value: ItfValue): number {
  if (typeof value !== 'number') throw new ItfError(`not a number: ${JSON.stringify(value)}`);
  return value;
}

export function flagOf(value: ItfValue): boolean {
  if (typeof value !== 'boolean') throw new ItfError(`not a truth value: ${JSON.stringify(value)}`);
  return value;
}

/** A value of a sum type. */
export function tagOf(value: ItfValue): string {
  const tag = fieldOf(value, 'tag');
  if (typeof tag !== 'string') throw new ItfError(`not a tag: ${JSON.stringify(tag)}`);
  return tag;
}
