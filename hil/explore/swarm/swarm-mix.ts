import type { RandomSource } from '../../../can-bus/random/random-source.ts';
import type { ProfileFields } from '../../scenario/scenario.ts';
import { SWARM_PROFILES } from './swarm-world.ts';

/** Kinds of actions: each run has some of them only, so that it goes deep in a few places (swarm testing). */
export const FEATURES = [
  'procedure',
  'deadline',
  'reading',
  'any-request',
  'session',
  'ecu-reset',
  'pass-code',
  'keys',
  'buttons',
  'doors',
  'driving',
  'supply',
  'power-cut',
  'write-cut',
  'ecu-faults',
  'bus-faults',
  'response-faults',
  'memory-damage',
  'frames',
  'scan-tool',
  'waiting',
] as const;
export type Feature = (typeof FEATURES)[number];

/** What one run is made of. */
export interface SwarmMix {
  readonly features: readonly Feature[];
  readonly profile: ProfileFields;
  /** From 1 to 9: how often a step leads on to the end of a procedure, in tenths. */
  readonly purpose: number;
}

/** Most runs have no fault that stops the comparison with the rules for good. */
const RARE: readonly Feature[] = ['memory-damage'];

export function drawMix(random: RandomSource): SwarmMix {
  const profile = SWARM_PROFILES[random.below(SWARM_PROFILES.length)] ?? {};
  const features = FEATURES.filter((feature) => random.chance(RARE.includes(feature) ? 0.05 : 0.45));
  return { features: features.length === 0 ? ['procedure'] : features, profile, purpose: 2 + random.below(7) };
}
