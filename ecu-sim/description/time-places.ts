import { fixedFieldsSize, fixedSize } from './value-codec.ts';
import type { FieldSpec, ValueSpec } from './value-spec.ts';

/** Which bytes of a value of a given length are time spans or instants, and so differ from run to run. */
export function timePlaces(spec: ValueSpec, length: number): readonly number[] {
  switch (spec.kind) {
    case 'number':
      return spec.isTime === true ? range(spec.bits / 8) : [];
    case 'optional':
      return shifted(timePlaces(spec.of, length - 1), 1);
    case 'list':
      return repeated(spec.of, 0, length);
    case 'counted-list':
      return repeated(spec.of, 1, length);
    case 'record':
      return timePlacesOfFields(spec.fields, length);
    case 'enumeration':
    case 'flag':
    case 'text':
    case 'bytes':
    case 'date':
      return [];
  }
}

/** {@link timePlaces} of consecutive fields. */
export function timePlacesOfFields(fields: readonly FieldSpec[], length: number): readonly number[] {
  return fields.flatMap((field, index) => {
    const start = fixedFieldsSize(fields.slice(0, index)) ?? length;
    return field.kind === 'flags' || start >= length ? [] : shifted(timePlaces(field, length - start), start);
  });
}

function repeated(spec: ValueSpec, from: number, length: number): readonly number[] {
  const size = fixedSize(spec) ?? length;
  const starts = range(Math.floor((length - from) / size)).map((index) => from + index * size);
  return starts.flatMap((start) => shifted(timePlaces(spec, size), start));
}

function shifted(places: readonly number[], by: number): readonly number[] {
  return places.map((place) => place + by);
}

/** None where the count is negative. */
function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
