// A declared value in one line, with the physical range that a standard or the contract gives for it.
import type { FieldSpec, ValueSpec } from '../../ecu-sim/description/value-spec.ts';

type NumberSpec = Extract<ValueSpec, { readonly kind: 'number' }>;

function numberLine({ bits, unit, scale = 1, offset = 0, range, hexDigits, isTime }: NumberSpec): string {
  const highest = Number((offset + scale * (2 ** bits - 1)).toPrecision(10));
  const shown = hexDigits === undefined ? `${offset}..${highest}` : `${hexDigits} hexadecimal digits`;
  const accepted = range === undefined ? '' : `, accepts ${range.join('..')}`;
  return `u${bits} ${shown}${unit === undefined ? '' : ` ${unit}`}${accepted}${isTime === true ? ', time' : ''}`;
}

function named({ name, title }: { readonly name: string; readonly title?: string }): string {
  return title === undefined ? name : `${name} "${title}"`;
}

/** The layout of a value: `u16 0..16383.75 rpm`. */
export function specLine(spec: ValueSpec): string {
  switch (spec.kind) {
    case 'number':
      return numberLine(spec);
    case 'enumeration':
      return `code of ${spec.of}`;
    case 'flag':
      return spec.words === undefined ? 'flag' : `flag ${spec.words.join('/')}`;
    case 'text':
    case 'bytes':
      return `${spec.kind} ${spec.bytes}`;
    case 'date':
      return 'date';
    case 'optional':
      return `optional ${specLine(spec.of)}`;
    case 'list':
      return `each ${spec.each}: ${specLine(spec.of)}`;
    case 'counted-list':
      return `up to ${spec.capacity}: ${specLine(spec.of)}`;
    case 'record':
      return fieldLines(spec.fields).join('; ');
  }
}

/** A line for each field: its name, its title in quotes where it has one, and its layout. */
export function fieldLines(fields: readonly FieldSpec[]): readonly string[] {
  return fields.map((field) =>
    field.kind === 'flags' ? `bits ${field.flags.map(named).join(', ')}` : `${named(field)} ${specLine(field)}`,
  );
}
