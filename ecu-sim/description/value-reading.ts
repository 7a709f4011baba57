import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import {
  nameOfCode,
  type CodedRecord,
  type CodedValue,
  type Enumerations,
  type FieldSpec,
  type ValueSpec,
} from './value-spec.ts';

/** A value as JSON holds it: enumerations by name, identities as hexadecimal text. */
export type ReadingValue =
  string | number | boolean | null | readonly ReadingValue[] | { readonly [name: string]: ReadingValue };

/** The meaning of a coded value. A code that the enumeration does not list stays a number. */
export function readingOf(spec: ValueSpec, value: CodedValue, enumerations: Enumerations): ReadingValue {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === 'number') return readingOfNumber(spec, value, enumerations);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) {
    if (spec.kind !== 'list' && spec.kind !== 'counted-list') throw new Error('a list is read as declared');
    return value.map((entry) => readingOf(spec.of, entry, enumerations));
  }
  if (spec.kind !== 'record') throw new Error('a record is read as declared');
  return readingOfFields(spec.fields, value, enumerations);
}

/** The meaning of the fields of a record. */
export function readingOfFields(
  fields: readonly FieldSpec[],
  value: CodedRecord,
  enumerations: Enumerations,
): { readonly [name: string]: ReadingValue } {
  const members: Record<string, ReadingValue> = {};
  for (const field of fields) {
    if (field.kind === 'flags') for (const { name } of field.flags) members[name] = value[name] === true;
    else members[field.name] = readingOf(field, value[field.name] ?? null, enumerations);
  }
  return members;
}

function readingOfNumber(spec: ValueSpec, value: number, enumerations: Enumerations): ReadingValue {
  if (spec.kind === 'optional') return readingOf(spec.of, value, enumerations);
  if (spec.kind === 'enumeration') {
    const enumeration = enumerations[spec.of];
    return (enumeration && nameOfCode(enumeration, value)) ?? value;
  }
  if (spec.kind !== 'number') throw new Error('a number is read as declared');
  return spec.hexDigits === undefined ? physicalValue(spec, value) : numberToHex(value, spec.hexDigits);
}

const READING_DECIMALS = 4;

/** A coded number in its unit, to four decimals. */
export function physicalValue(
  { scale = 1, offset = 0 }: { readonly scale?: number; readonly offset?: number },
  value: number,
): number {
  const exact = value * scale + offset;
  return Number.isInteger(exact) ? exact : Number(exact.toFixed(READING_DECIMALS));
}

function isList(value: CodedValue): value is readonly CodedValue[] {
  return Array.isArray(value);
}
