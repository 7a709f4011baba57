import type { YamlValue } from './recorded-step.ts';

/** A value from JSON as a value of a scenario file; values that JSON cannot hold become null. */
export function yamlValueOf(value: unknown): YamlValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map(yamlValueOf);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, yamlValueOf(part)]));
}
