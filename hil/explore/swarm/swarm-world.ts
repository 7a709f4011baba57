import { FRESH_BATTERY_MV, OTHER_VEHICLE_VIN } from '../../car/key-ring.ts';
import type { CarSpec, KeySpec, ProfileFields, Scenario } from '../../scenario/scenario.ts';
import { WEAK_KEY_MV } from '../oracle/vehicle.ts';

/** The car's name in the scenario of a run. */
export const SWARM_CAR = 'car';

/** Keys that a run uses, by their names. */
export const REGISTERED_KEYS: readonly string[] = ['master', 'valet', 'third'];
export const OTHER_KEYS: readonly string[] = ['spare', 'further', 'stranger', 'weak'];
/** Blank keys for the end of a run, when every procedure must succeed. */
const RESERVE_KEYS: readonly string[] = ['fresh-1', 'fresh-2', 'fresh-3'];

const IDS: Readonly<Record<string, number>> = {
  master: 0xa100_0001,
  valet: 0xa100_0002,
  third: 0xa100_0003,
  spare: 0x1000_0001,
  further: 0x1000_0002,
  stranger: 0x1000_0003,
  weak: 0x1000_0004,
  'fresh-1': 0x2000_0001,
  'fresh-2': 0x2000_0002,
  'fresh-3': 0x2000_0003,
};

/** Short durations, so that a run reaches many deadlines. */
const SHORT: ProfileFields = { resetDuration: 20, eraseWindow: 6, registrationStepTimeout: 8, attemptsDelay: 3 };

/** Profiles of runs: one is drawn for each. */
export const SWARM_PROFILES: readonly ProfileFields[] = [
  { ...SHORT, keySlots: 4, actionDurations: { erasureWrite: '120 ms' } },
  { ...SHORT, keySlots: 5, resetCommit: 'at-start', actionDurations: { erasureWrite: '120 ms' } },
  { ...SHORT, keySlots: 4, attemptsMax: 1, actionDurations: { erasureWrite: 0 } },
  { keySlots: 7 },
];

/** A scenario without steps: what a bench needs to create the car and its keys. */
export function swarmScenario(profile: ProfileFields): Scenario {
  const car: CarSpec = { name: SWARM_CAR, profile, registered: REGISTERED_KEYS };
  const keys = [...REGISTERED_KEYS, ...OTHER_KEYS, ...RESERVE_KEYS].map((name): KeySpec => ({
    name,
    registeredIn: REGISTERED_KEYS.includes(name) ? SWARM_CAR : null,
    id: IDS[name] ?? null,
    boundVin: name === 'stranger' ? OTHER_VEHICLE_VIN : null,
    cabinOf: REGISTERED_KEYS.includes(name) ? SWARM_CAR : null,
    batteryMv: name === 'weak' ? WEAK_KEY_MV : FRESH_BATTERY_MV,
  }));
  return {
    file: 'exploration.yaml',
    variant: null,
    name: 'exploration',
    description: null,
    tags: [],
    rules: [],
    seed: null,
    timeoutUs: null,
    quarantine: null,
    cars: [car],
    keys,
    steps: [],
  };
}

/** The keys of {@link swarmScenario} as a scenario file writes them. */
export function swarmKeyForms(): Readonly<Record<string, Readonly<Record<string, string | number>>>> {
  return Object.fromEntries(
    swarmScenario({}).keys.map(({ name, id, boundVin, registeredIn, batteryMv }) => {
      const life = registeredIn !== null ? {} : { life: boundVin === null ? 'blank' : 'bound' };
      const hex = (id ?? 0).toString(16).toUpperCase().padStart(8, '0');
      const location = registeredIn === null ? 'outside' : 'cabin';
      return [name, { id: hex, ...life, location, batteryV: batteryMv / 1000 }];
    }),
  );
}
