import type { ReadingValue } from '../../ecu-sim/description/value-reading.ts';
import { inWords } from '../../ecu-sim/description/value-spec.ts';

type Titles = Readonly<Record<string, string>>;

/**
 * A decoded value in one line: the entries of a list, the members of a record that are not false, `none` without any.
 *
 * @param titles of the members, for people; a member without one has its name in words
 */
export function describeReading(value: ReadingValue, titles: Titles = {}): string {
  if (value === null) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  if (isList(value)) {
    const separator = value.some((entry) => typeof entry === 'object' && entry !== null) ? '; ' : ', ';
    return value.length === 0 ? 'none' : value.map((entry) => describeReading(entry, titles)).join(separator);
  }
  const parts = Object.entries(value).filter(([, part]) => part !== false);
  const words = parts.map(([name, part]) => {
    const title = titles[name] ?? inWords(name);
    return part === true ? title : `${title} ${describeReading(part, titles)}`;
  });
  return words.length === 0 ? 'none' : words.join(', ');
}

function isList(value: ReadingValue): value is readonly ReadingValue[] {
  return Array.isArray(value);
}
