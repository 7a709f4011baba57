import type { InputGroup, WorldSpec } from './world-spec.ts';

/** A state leads to about this many new ones, while there are any. */
const NEW_STATES = 4;
/** Another running timer has about this many places among the others. */
const TIMER_PLACES = 8;

/** More states than this are refused before the search begins. */
export const MAX_STATES = 1e9;

/**
 * A rough estimate of a world's states, the product of what its parts can be, as far as they are independent; for the
 * built-in worlds right within a factor of twenty. It is there to say beforehand that a world is far too large.
 */
export function estimateStates(spec: WorldSpec): number {
  const has = (group: InputGroup): boolean => spec.inputs.includes(group);
  const lives = 1 + (has('other-vehicle') ? 1 : 0) + 2 * spec.cars;
  const levels = (has('reset') ? 2 : 0) + (has('registration') ? 1 : 0) + (has('erasure') ? 1 : 0);
  const erasures = has('erasure') ? 2 ** spec.keys.length + spec.keys.length : 0;
  const procedures = 1 + (has('reset') ? 6 : 0) + (has('registration') ? 8 : 0) + erasures;
  const groups: readonly InputGroup[] = ['supply', 'speed', 'silence', 'faults', 'faults'];
  const disturbances = choices(groups.filter(has).length, spec.disturbances);
  const factors = [
    lives ** spec.keys.length,
    (levels + 1) ** 2,
    procedures,
    has('wrong-codes') ? 3 : 1,
    has('doors') ? 2 : 1,
    disturbances,
    has('silence') ? TIMER_PLACES : 1,
    spec.drift ? TIMER_PLACES : 1,
    has('power') || has('ecu-reset') ? 3 : 1,
    has('touches') ? 4 : 1,
    has('cabin') ? 2 : 1,
    has('communication') ? 2 : 1,
    has('fault-storage') ? 2 : 1,
  ];
  const product = factors.reduce((states, factor) => states * factor, spec.cars);
  return spec.depth === null ? product : Math.min(product, NEW_STATES ** spec.depth);
}

/** Number of ways to choose at most `atMost` of `count`. */
function choices(count: number, atMost: number): number {
  let ways = 1;
  let total = 1;
  for (let chosen = 1; chosen <= Math.min(count, atMost); chosen++) {
    ways = (ways * (count - chosen + 1)) / chosen;
    total += ways;
  }
  return total;
}
