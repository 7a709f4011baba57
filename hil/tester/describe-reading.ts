import type { ReadingValue } from '../../ecu-sim/description/value-reading.ts';
import { inWords, labelsOf, unitOf, type ValueLabel, type ValueSpec } from '../../ecu-sim/description/value-spec.ts';

type Labels = Readonly<Record<string, ValueLabel>>;

/**
 * A decoded value in one line, with its unit: the entries of a list, the members of a record that are not false, `none`
 * without any.
 *
 * @param spec declares titles and units; without it a member has its name in words
 */
export function describeReading(value: ReadingValue, spec?: ValueSpec): string {
  return spec === undefined ? describe(value, {}, null) : describe(value, labelsOf(spec), unitOf(spec));
}

function describe(value: ReadingValue, labels: Labels, unit: string | null): string {
  if (value === null) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return unit === null ? String(value) : `${value} ${unit}`;
  if (isList(value)) {
    const separator = value.some((entry) => typeof entry === 'object' && entry !== null) ? '; ' : ', ';
    return value.length === 0 ? 'none' : value.map((entry) => describe(entry, labels, unit)).join(separator);
  }
  const parts = Object.entries(value).filter(([, part]) => part !== false);
  const words = parts.map(([name, part]) => {
    const { title = inWords(name), unit: own = null } = labels[name] ?? {};
    return part === true ? title : `${title} ${describe(part, labels, own)}`;
  });
  return words.length === 0 ? 'none' : words.join(', ');
}

function isList(value: ReadingValue): value is readonly ReadingValue[] {
  return Array.isArray(value);
}
