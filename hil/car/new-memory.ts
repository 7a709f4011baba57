import { seedState } from '../../can-bus/random/xoshiro.ts';
import { factoryContent } from '../../ecu-sim/memory/content.ts';
import { imageOf } from '../../ecu-sim/memory/non-volatile-memory.ts';
import type { NvmImage } from '../../ecu-sim/memory/nvm-image.ts';
import type { Profile } from '../../ecu-sim/profile.ts';

/** The memory of a new car: these keys registered, the seed generator at its start. */
export function newMemory(profile: Profile, seed: number, registeredKeys: readonly number[]): NvmImage {
  const generator = seedState(seed, `ecu/seeds/${profile.vin}`);
  return imageOf(factoryContent({ keySlots: profile.keySlots, slots: registeredKeys, generator }));
}
