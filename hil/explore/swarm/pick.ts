import type { RandomSource } from '../../../can-bus/random/random-source.ts';

/** One of the list, each with the same chance. @throws Error for an empty list */
export function pick<Item>(list: readonly Item[], random: RandomSource): Item {
  const item = list[random.below(list.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
