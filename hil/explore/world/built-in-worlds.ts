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

/** One car, and one of the disturbances at a time. */
const DISTURBED = { disturbances: 1, profile: SHORT_TIMES } as const;
const DISTURBANCES = ['supply', 'speed', 'silence', 'faults'] as const;

const ERASURE = {
  slots: 3,
  keys: [{ car: 1 }, { car: 1 }, { car: null }],
  disturbances: 0,
  profile: SHORT_TIMES,
  inputs: [...USUAL, 'erasure', 'ecu-reset', 'reads'],
} as const;

type BuiltInWorld =
  | 'tiny'
  | 'reset'
  | 'reset-disturbed'
  | 'registration'
  | 'registration-disturbed'
  | 'erasure'
  | 'erasure-disturbed'
  | 'erasure-drift'
  | 'procedures'
  | 'wide';

/** The worlds that need no file, by name. */
export const BUILT_IN_WORLDS: Readonly<Record<BuiltInWorld, WorldSpec>> = {
  tiny: builtIn('tiny', {
    keys: [{ car: 1 }],
    slots: 1,
    inputs: ['sessions', 'reset', 'doors'],
    disturbances: 0,
    profile: SHORT_TIMES,
  }),
  reset: builtIn('reset', { ...TWO_CARS, inputs: [...USUAL, 'reset', 'doors'] }),
  'reset-disturbed': builtIn('reset-disturbed', {
    ...DISTURBED,
    keys: [{ car: 1 }],
    slots: 1,
    inputs: ['sessions', 'reset', 'doors', ...DISTURBANCES, 'power', 'write-cuts', 'ecu-reset'],
  }),
  registration: builtIn('registration', {
    ...TWO_CARS,
    inputs: [...USUAL, 'registration', 'other-vehicle', 'ecu-reset'],
  }),
  'registration-disturbed': builtIn('registration-disturbed', {
    ...DISTURBED,
    keys: [{ car: 1 }, { car: null }],
    inputs: ['sessions', 'registration', 'touches', ...DISTURBANCES, 'power'],
  }),
  erasure: builtIn('erasure', ERASURE),
  'erasure-disturbed': builtIn('erasure-disturbed', {
    ...DISTURBED,
    keys: [{ car: 1 }, { car: 1 }],
    inputs: ['sessions', 'erasure', 'touches', 'supply', 'silence', 'power'],
  }),
  'erasure-drift': builtIn('erasure-drift', { ...ERASURE, drift: true }),
  procedures: builtIn('procedures', {
    keys: [{ car: 1 }, { car: 1 }, { car: null }],
    disturbances: 0,
    profile: SHORT_TIMES,
    inputs: ['sessions', 'touches', 'power', 'write-cuts', 'reset', 'registration', 'erasure', 'doors'],
  }),
  // To its end it would take more than a night: every state within this many inputs of the start.
  wide: builtIn('wide', { ...TWO_CARS, disturbances: 1, depth: 11 }),
};

/** Explored where no world is named: each procedure, with and without disturbances. */
export const DEFAULT_WORLDS: readonly WorldSpec[] = [
  BUILT_IN_WORLDS.reset,
  BUILT_IN_WORLDS['reset-disturbed'],
  BUILT_IN_WORLDS.registration,
  BUILT_IN_WORLDS['registration-disturbed'],
  BUILT_IN_WORLDS.erasure,
  BUILT_IN_WORLDS['erasure-disturbed'],
  BUILT_IN_WORLDS['erasure-drift'],
];

function builtIn(name: string, value: object): WorldSpec {
  return parseWorld({ name, ...value }, name);
}
