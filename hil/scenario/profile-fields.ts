import { parseProfile, ProfileError, type Profile } from '../../ecu-sim/profile.ts';
import type { DataPath, DataProblem } from './data-problem.ts';
import type { ProfileFields } from './scenario.ts';

/** Combines fields: nested mappings are merged, other values replace those below. */
export function mergeProfileFields(base: ProfileFields, over: ProfileFields): ProfileFields {
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [field, value] of Object.entries(over)) {
    const before = merged.get(field);
    merged.set(field, isFields(before) && isFields(value) ? mergeProfileFields(before, value) : value);
  }
  return Object.fromEntries(merged);
}

/** The problems of profile fields at a path of the file; the resulting profile where there are none. */
export function checkProfileFields(fields: ProfileFields, path: DataPath): Profile | readonly DataProblem[] {
  try {
    return parseProfile(fields);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return error.problems.map(({ code, field, rule, hint }) => {
      const names = field === '' ? [] : field.split('.');
      const isUnknown = code === 'unknown-field';
      const expected = isUnknown ? `a field of a profile; ${hint}` : `a valid profile value: ${field} ${rule}; ${hint}`;
      return {
        path: [...path, ...names],
        atKey: isUnknown,
        found: isUnknown ? `"${field}"` : field,
        expected,
        meant: null,
      };
    });
  }
}

function isFields(value: unknown): value is ProfileFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
