import { seedState } from '../../can-bus/random/xoshiro.ts';
import { factoryContent } from '../../ecu-sim/memory/content.ts';
import { imageOf } from '../../ecu-sim/memory/non-volatile-memory.ts';
import type { NvmImage } from '../../ecu-sim/memory/nvm-image.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import { DEFAULT_KEY_IDS } from './car-options.ts';
import type { KeyRing } from './key-ring.ts';

/** The keys that a new car comes with where nobody names them: as many as it has slots for. */
export function defaultKeys({ keySlots }: Profile): readonly number[] {
  return DEFAULT_KEY_IDS.slice(0, keySlots);
}

/** The memory of a new car: these keys registered, the seed generator at its start. */
export function newMemory(profile: Profile, seed: number, registeredKeys: readonly number[]): NvmImage {
  const generator = seedState(seed, `ecu/seeds/${profile.vin}`);
  return imageOf(factoryContent({ keySlots: profile.keySlots, slots: registeredKeys, generator }));
}

/** Puts the keys of a new car into its cabin, as far as they do not exist yet. */
export function addFirstKeys(ring: KeyRing, ids: readonly number[], vin: string): void {
  for (const id of ids) if (!ring.has(id)) ring.add({ id, boundVin: vin, cabinOf: vin });
}
