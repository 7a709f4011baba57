import type { RandomSource } from '../../../can-bus/random/random-source.ts';
import type { ProfileFields } from '../../scenario/scenario.ts';
import { SWARM_PROFILES } from './swarm-world.ts';

/** What a person or a tool does. */
const ACTIONS = [
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
  'waiting',
] as const;
/** What goes wrong, and what others do on the bus. */
const DISTURBANCES = [
  'power-cut',
  'write-cut',
  'ecu-faults',
  'bus-faults',
  'response-faults',
  'memory-damage',
  'curves',
  'frames',
  'scan-tool',
] as const;
/** Kinds of steps: each run has some of them only, so that it goes deep in a few places (swarm testing). */
const FEATURES = [...ACTIONS, ...DISTURBANCES];
export type ActionFeature = (typeof ACTIONS)[number];
export type DisturbanceFeature = (typeof DISTURBANCES)[number];
type Feature = ActionFeature | DisturbanceFeature;

export function isDisturbance(feature: Feature): feature is DisturbanceFeature {
  return DISTURBANCES.some((name) => name === feature);
}

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
