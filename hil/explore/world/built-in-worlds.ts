import { parseWorld, type WorldSpec } from './world-spec.ts';

/**
 * Durations short enough that few renewals of the session fit into them, in the order and proportion in which the
 * real ones differ: the reset is longer than two sessions without requests (S3, 5 s), all others longer than one.
 */
const SHORT_TIMES = {
  resetDuration: 12,
  eraseWindow: 7,
  registrationStepTimeout: 8,
  attemptsDelay: 6,
  attemptsMax: 2,
} as const;

/** The worlds that need no file, by name. */
export const BUILT_IN_WORLDS: Readonly<Record<'tiny' | 'default', WorldSpec>> = {
  tiny: parseWorld(
    {
      name: 'tiny',
      keys: [{ car: 1 }],
      slots: 1,
      inputs: ['sessions', 'reset', 'doors'],
      disturbances: 0,
      profile: SHORT_TIMES,
    },
    'tiny',
  ),
  default: parseWorld(
    {
      name: 'default',
      cars: 2,
      slots: 2,
      keys: [{ car: 1 }, { car: 2 }, { car: null }],
      inputs: ['sessions', 'reset', 'touches', 'doors', 'power', 'write-cuts', 'wrong-codes'],
      disturbances: 0,
      profile: SHORT_TIMES,
    },
    'default',
  ),
};
