import { RandomSource } from '../../../can-bus/random/random-source.ts';
import { CanonicalForm } from '../../../hil/explore/world/canonical.ts';
import { describeAction } from '../../../hil/explore/exhaustive/describe-failure.ts';
import { Lockstep } from '../../../hil/explore/world/lockstep.ts';
import { createWorld, SHIPPED_FIRMWARE, type FirmwareUnderTest, type World } from '../../../hil/explore/world/world.ts';
import type { WorldSpec } from '../../../hil/explore/world/world-spec.ts';
import type { WorldState } from '../../../hil/explore/world/world-state.ts';

type Action = World['actions'][number];

/** Inputs of a walk. */
const STEPS = 5;

interface FoldSettings {
  readonly seed: number;
  /** States to be visited, nearest first. */
  readonly states: number;
  /** Of the pairs of folded states, one in this many is compared. */
  readonly oneIn: number;
  /** Bytes of a car's form that are left out on purpose; none: the shipped form. */
  readonly without?: readonly number[];
  /** Of several inputs, from each pair; default: none. */
  readonly walks?: number;
  /** Time moves to deadlines only, so that no timer drifts. */
  readonly isCoarse?: boolean;
}

interface FoldResult {
  readonly pairs: number;
  /** An input after which two states that were folded into one differ; null where none was found. */
  readonly unsound: string | null;
}

/**
 * Attacks the abstraction: where two ways lead to states of one canonical form, every input must be possible in both or
 * in neither, must be answered alike, and must lead to one form again.
 */
export function checkFolds(
  spec: WorldSpec,
  { seed, states, oneIn, without = [], walks = 0, isCoarse = false }: FoldSettings,
): FoldResult {
  const watched = new WatchedFirmware();
  const whole = createWorld(spec, watched.firmware);
  const actions = whole.actions.filter((action) => !isCoarse || action.kind !== 'time' || action.offsetUs === 0);
  const world = { ...whole, actions };
  const random = RandomSource.seeded(seed, 'folds');
  const comparison = new Comparison(world, watched, random, { without, walks });
  const lockstep = new Lockstep(world);
  const known = new Map<string, WorldState>([[comparison.keyOf(world.start), world.start]]);
  const queue: WorldState[] = [world.start];
  let pairs = 0;
  for (let next = 0; next < queue.length && queue.length < states; next++) {
    const state = queue[next] ?? world.start;
    for (const action of world.actions) {
      const reached = lockstep.apply(state, action);
      if (reached === null) continue;
      for (const found of [reached, ...lockstep.cuts.map((cut) => cut.state)]) {
        const key = comparison.keyOf(found);
        const earlier = known.get(key);
        if (earlier === undefined) {
          known.set(key, found);
          queue.push(found);
        } else if (earlier !== found && random.below(oneIn) === 0) {
          pairs++;
          const unsound = comparison.difference(earlier, found);
          if (unsound !== null) return { pairs, unsound };
        }
      }
    }
  }
  return { pairs, unsound: null };
}

class Comparison {
  readonly #world: World;
  readonly #watched: WatchedFirmware;
  readonly #lockstep: Lockstep;
  readonly #form: CanonicalForm;
  readonly #carBytes: number;
  readonly #without: readonly number[];
  readonly #random: RandomSource;
  readonly #walks: number;

  constructor(
    world: World,
    watched: WatchedFirmware,
    random: RandomSource,
    { without, walks }: Required<Pick<FoldSettings, 'without' | 'walks'>>,
  ) {
    this.#random = random;
    this.#walks = walks;
    this.#world = world;
    this.#watched = watched;
    this.#lockstep = new Lockstep(world);
    this.#form = new CanonicalForm(world);
    this.#carBytes = Math.floor((this.#form.length - world.keyIds.length) / world.cars.length);
    this.#without = without;
  }

  keyOf(state: WorldState): string {
    this.#form.write(state);
    const bytes = Buffer.from(this.#form.bytes);
    for (const [car] of this.#world.cars.entries()) {
      for (const place of this.#without) bytes[car * this.#carBytes + place] = 0;
    }
    return bytes.toString('latin1');
  }

  /** Each input, and then ways of several. */
  difference(one: WorldState, other: WorldState): string | null {
    for (const action of this.#world.actions) {
      if (this.#outcome(one, action).words !== this.#outcome(other, action).words) return this.#nameOf(action);
    }
    for (let walk = 0; walk < this.#walks; walk++) {
      let [a, b] = [one, other];
      for (let step = 0; step < STEPS; step++) {
        const action = this.#world.actions[this.#random.below(this.#world.actions.length)];
        if (action === undefined) break;
        const [nextOfA, nextOfB] = [this.#outcome(a, action), this.#outcome(b, action)];
        if (nextOfA.words !== nextOfB.words) return this.#nameOf(action);
        [a, b] = [nextOfA.state ?? a, nextOfB.state ?? b];
      }
    }
    return null;
  }

  #nameOf(action: Action): string {
    return describeAction(this.#world, action);
  }

  #outcome(state: WorldState, action: Action): { readonly words: string; readonly state: WorldState | null } {
    this.#watched.seen.length = 0;
    const next = this.#lockstep.apply(state, action);
    const cuts = this.#lockstep.cuts.map((cut) => this.keyOf(cut.state));
    const words = [this.#watched.seen.join(), next === null ? 'impossible' : this.keyOf(next), ...cuts].join('|');
    return { words, state: next };
  }
}

/** Writes down what leaves the firmware, as far as a rule decides it: not the bytes of seeds, times and counters. */
class WatchedFirmware {
  readonly seen: string[] = [];
  readonly firmware: FirmwareUnderTest = {
    ...SHIPPED_FIRMWARE,
    step: (...args) => {
      const result = SHIPPED_FIRMWARE.step(...args);
      for (const effect of result.effects) {
        if (effect.kind === 'respond') {
          const { payload } = effect;
          this.seen.push(
            `${effect.endpoint} ${payload[0] === 0x7f ? payload.join(' ') : `${payload[0]} ${payload.length}`}`,
          );
        } else if (effect.kind === 'reset-ecu') this.seen.push('reset');
        else if (effect.event.kind === 'beeps-ordered') this.seen.push(`beeps ${effect.event.count}`);
        else if (effect.event.kind === 'key-bound') this.seen.push(`bound ${effect.event.keyId}`);
      }
      return result;
    },
  };
}
