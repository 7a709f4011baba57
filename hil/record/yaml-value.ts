import type { YamlValue } from './recorded-step.ts';

/** What JSON has brought, as a value of a scenario file; what JSON cannot bring is null. */
export function yamlValueOf(value: unknown): YamlValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map(yamlValueOf);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, yamlValueOf(part)]));
}
