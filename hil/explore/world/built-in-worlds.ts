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

const TWO_CARS = {
  cars: 2,
  slots: 2,
  keys: [{ car: 1 }, { car: 2 }, { car: null }],
  disturbances: 0,
  profile: SHORT_TIMES,
} as const;
const USUAL = ['sessions', 'touches', 'power', 'write-cuts', 'wrong-codes'] as const;

/** The worlds that need no file, by name. */
export const BUILT_IN_WORLDS: Readonly<
  Record<'tiny' | 'reset' | 'registration' | 'erasure' | 'procedures' | 'wide', WorldSpec>
> = {
  tiny: builtIn('tiny', {
    keys: [{ car: 1 }],
    slots: 1,
    inputs: ['sessions', 'reset', 'doors'],
    disturbances: 0,
    profile: SHORT_TIMES,
  }),
  reset: builtIn('reset', { ...TWO_CARS, inputs: [...USUAL, 'reset', 'doors'] }),
  registration: builtIn('registration', {
    ...TWO_CARS,
    inputs: [...USUAL, 'registration', 'other-vehicle', 'ecu-reset'],
  }),
  erasure: builtIn('erasure', {
    slots: 3,
    keys: [{ car: 1 }, { car: 1 }, { car: null }],
    disturbances: 0,
    profile: SHORT_TIMES,
    inputs: [...USUAL, 'erasure', 'ecu-reset', 'reads'],
  }),
  procedures: builtIn('procedures', {
    keys: [{ car: 1 }, { car: 1 }, { car: null }],
    disturbances: 0,
    profile: SHORT_TIMES,
    inputs: ['sessions', 'touches', 'power', 'write-cuts', 'reset', 'registration', 'erasure', 'doors'],
  }),
  wide: builtIn('wide', { ...TWO_CARS, disturbances: 1 }),
};

/** Explored where no world is named: one for each procedure. */
export const DEFAULT_WORLDS: readonly WorldSpec[] = [
  BUILT_IN_WORLDS.reset,
  BUILT_IN_WORLDS.registration,
  BUILT_IN_WORLDS.erasure,
];

function builtIn(name: string, value: object): WorldSpec {
  return parseWorld({ name, ...value }, name);
}
