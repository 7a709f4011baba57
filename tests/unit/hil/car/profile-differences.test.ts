import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE, parseProfile } from '../../../../ecu-sim/profile.ts';
import { profileDifferences } from '../../../../hil/car/profile-differences.ts';

describe('what a profile has otherwise than the default one', () => {
  it('is nothing for the default one', () => {
    expect(profileDifferences(DEFAULT_PROFILE)).toEqual({});
  });

  it('has values as a profile has them, and never the secret', () => {
    const profile = { ...parseProfile({ keySlots: 3 }), passcodeSecret: 'another' };
    expect(profileDifferences(profile)).toEqual({ keySlots: 3 });
  });
});
