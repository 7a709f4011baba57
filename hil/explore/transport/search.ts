import { createHash } from 'node:crypto';

/** What one input did, and what the rules say about it. */
export interface Step<State> {
  readonly state: State;
  /** The rules of conformance that decided this step. */
  readonly rules: readonly number[];
  /** Where the product differs from the rules; null where it does not. */
  readonly problem: string | null;
}

/** A bounded world: the product and the rules in lock-step. */
export interface World<State, Input> {
  readonly initial: State;
  inputs(state: State): readonly Input[];
  apply(state: State, input: Input): Step<State>;
  /** Two states with one key have the same future: times count from the present instant. */
  key(state: State): string;
  describe(input: Input): string;
}

/** A broken rule, and the shortest way there. */
export interface BrokenRule {
  readonly problem: string;
  readonly path: readonly string[];
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Of the set of states, whatever the order in which they were found. */
  readonly hash: string;
  /** How many transitions each rule decided. */
  readonly rules: ReadonlyMap<number, number>;
  readonly broken: BrokenRule | null;
}

interface Found<State> {
  readonly state: State;
  readonly depth: number;
  readonly from: Found<State> | null;
  readonly by: string;
}

/** A world with more states than this is not bounded as it should be. */
const MOST_STATES = 2_000_000;

/** Visits every state that the inputs lead to, nearest first; stops at the first broken rule. */
export function exploreWorld<State, Input>(world: World<State, Input>): Exploration {
  const first: Found<State> = { state: world.initial, depth: 0, from: null, by: '' };
  const known = new Set<string>([world.key(world.initial)]);
  const queue: Found<State>[] = [first];
  const rules = new Map<number, number>();
  let transitions = 0;
  let depth = 0;
  let broken: BrokenRule | null = null;
  for (let index = 0; index < queue.length && broken === null; index++) {
    const found = queue[index] ?? first;
    depth = found.depth;
    for (const input of world.inputs(found.state)) {
      transitions += 1;
      const step = world.apply(found.state, input);
      for (const rule of step.rules) rules.set(rule, (rules.get(rule) ?? 0) + 1);
      const by = world.describe(input);
      if (step.problem !== null) {
        broken = { problem: step.problem, path: [...pathTo(found), by] };
        break;
      }
      const key = world.key(step.state);
      if (known.has(key)) continue;
      if (known.size === MOST_STATES) throw new RangeError(`a bounded world has at most ${MOST_STATES} states`);
      known.add(key);
      queue.push({ state: step.state, depth: found.depth + 1, from: found, by });
    }
  }
  return { states: known.size, transitions, depth, hash: hashOf(known), rules, broken };
}

function pathTo<State>(found: Found<State>): readonly string[] {
  const path: string[] = [];
  for (let at = found; at.from !== null; at = at.from) path.push(at.by);
  return path.reverse();
}

function hashOf(keys: ReadonlySet<string>): string {
  const hash = createHash('sha256');
  for (const key of [...keys].sort()) hash.update(key).update('\n');
  return hash.digest('hex');
}
