import { difference, type Difference } from './difference.ts';
import type { World } from './world.ts';
import type { WorldState } from './world-state.ts';

/** What must hold of the keys of all cars together, whatever a single car does (KEY-1 to KEY-3). */
export function brokenKeyRule(world: World, { cars, keys }: WorldState): Difference | null {
  for (const [key, id] of world.keyIds.entries()) {
    const holders = cars.flatMap(({ content }, car) => (content.slots.includes(id) ? [car] : []));
    if (holders.length > 1)
      return difference('KEY-3', `the cars that know key ${key + 1}`, holders.length, 'at most 1');
    for (const [index, { content }] of cars.entries()) {
      const count = content.slots.filter((slot) => slot === id).length;
      if (count > 1) return difference('KEY-2', `the slots of key ${key + 1}`, count, 'at most 1');
      if (count === 1 && content.retired.includes(id)) {
        return difference('KEY-3', `key ${key + 1}`, 'retired and registered', 'never both');
      }
      const vin = world.cars[index]?.context.profile.vin;
      if (count === 1 && keys[key] !== vin) {
        return difference('KEY-1', `what key ${key + 1} is bound to`, keys[key] ?? 'blank', vin ?? '');
      }
    }
  }
  return null;
}
