import { describe, expect, it } from 'vitest';
import { ProfileError, type ProfileProblem } from '../../../../ecu-sim/profile/profile-error.ts';

const UNKNOWN: ProfileProblem = { code: 'unknown-field', field: 'timing.p3', rule: 'is no field', hint: 'use p2' };
const WHOLE: ProfileProblem = { code: 'invalid-value', field: '', rule: 'must be a map', hint: 'write fields' };

describe('the error of a profile', () => {
  it('has the code, field and hint of its first problem', () => {
    expect(new ProfileError(UNKNOWN, WHOLE)).toMatchObject({
      name: 'ProfileError',
      code: 'usage/unknown-field',
      field: 'timing.p3',
      hint: 'use p2',
      context: { field: 'timing.p3' },
    });
    expect(new ProfileError(WHOLE).code).toBe('usage/invalid-value');
  });

  it('lists all problems, one a line', () => {
    const error = new ProfileError(UNKNOWN, WHOLE);
    expect(error.message).toBe('timing.p3 is no field; use p2\nthe profile must be a map; write fields');
    expect(error.problems).toEqual([UNKNOWN, WHOLE]);
  });

  it('gives them without the hint of the first one, which is shown apart', () => {
    const text = 'timing.p3 is no field; the profile must be a map (write fields)';
    expect(new ProfileError(UNKNOWN, WHOLE).withoutFirstHint).toBe(text);
  });
});
