import { parseProfile, ProfileError, type Profile } from '../../ecu-sim/profile.ts';
import { BenchError } from '../scenario/bench.ts';
import { mergeProfileFields } from '../scenario/profile-fields.ts';
import type { CarSpec, ProfileFields } from '../scenario/scenario.ts';

/**
 * The bench's profile with the scenario's fields for one car. @throws BenchError where the result is not a valid
 * profile
 */
export function profileOf(spec: CarSpec, base: ProfileFields): Profile {
  try {
    return parseProfile(mergeProfileFields(base, spec.profile));
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    const problems = error.withoutFirstHint;
    throw new BenchError(`car ${spec.name} cannot have this profile: ${problems}`, error.hint, { cause: error });
  }
}
