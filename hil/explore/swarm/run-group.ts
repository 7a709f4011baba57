import { createHash, type Hash } from 'node:crypto';
import { RandomSource } from '../../../can-bus/random/random-source.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { ProfileFields } from '../../scenario/scenario.ts';
import { OracleFailure } from '../world/guarded-oracle.ts';
import { CoverageCounter, type CoverageCounts } from '../coverage/coverage-counts.ts';
import { drawSteps } from './draw-step.ts';
import { checkLiveness } from './liveness.ts';
import { SwarmCar, type SwarmSnapshot } from './swarm-car.ts';
import { drawMix, type SwarmMix } from './swarm-mix.ts';
import type { SwarmStep } from './swarm-step.ts';
import { causeOf, type Violation } from './violation.ts';

/** A trunk and the runs that branch from it. */
const TRUNK_DRAWS = 16;
const BRANCHES = 4;
const BRANCH_DRAWS = 10;
/** Runs of one group: the trunk is one of them. */
export const RUNS_PER_GROUP: number = 1 + BRANCHES;

/** A run that broke a rule: everything that repeats it. Plain data. */
export interface SwarmFailure {
  readonly cause: string;
  readonly violation: Violation;
  readonly profile: ProfileFields;
  /** The car's seed. */
  readonly seed: number;
  readonly group: number;
  /** From the start of the car to the step that broke the rule. */
  readonly steps: readonly SwarmStep[];
}

/** What came of a group. Plain data. */
export interface GroupResult {
  readonly group: number;
  readonly runs: number;
  readonly steps: number;
  readonly vehicleUs: Micros;
  /** Of every step of every run, and how it ended. */
  readonly hash: string;
  readonly failures: readonly SwarmFailure[];
  readonly coverage: CoverageCounts;
}

interface PreparedCar {
  readonly run: SwarmCar;
  readonly start: SwarmSnapshot;
  readonly counter: { current: CoverageCounter };
}

/** Runs groups one after the other. A group's result depends on the seed and its number alone. */
export class GroupRunner {
  readonly #seed: number;
  readonly #cars = new Map<string, PreparedCar>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @throws an error that names the group where the oracle, or the car, fails by itself */
  async run(group: number): Promise<GroupResult> {
    try {
      return await this.#run(group);
    } catch (error) {
      const what = error instanceof OracleFailure ? 'the oracle itself failed' : 'a run failed';
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${what} in group ${group} of seed ${this.#seed}: ${reason}`, { cause: error });
    }
  }

  async #run(group: number): Promise<GroupResult> {
    const random = RandomSource.seeded(this.#seed, `explore/group/${group}`);
    const mix = drawMix(random);
    const { run, start, counter } = this.#carOf(mix.profile);
    counter.current = new CoverageCounter();
    const tally = new Tally(group, this.#seed, mix.profile);
    run.restore(start);
    const trunk: SwarmStep[] = [];
    const forks: { readonly at: SwarmSnapshot; readonly steps: readonly SwarmStep[] }[] = [];
    const forkAt = Array.from({ length: BRANCHES }, () => random.below(TRUNK_DRAWS));
    const isWhole = await walk(run, mix, random, trunk, tally, TRUNK_DRAWS, (draw) => {
      for (const place of forkAt) if (place === draw) forks.push({ at: run.snapshot(), steps: [...trunk] });
    });
    if (isWhole) await finish(run, trunk, tally, counter.current);
    tally.endRun(run.nowUs);
    for (const { at, steps } of forks) {
      run.restore(at);
      const branch = [...steps];
      const own: SwarmMix = { ...drawMix(random), profile: mix.profile };
      if (await walk(run, own, random, branch, tally, BRANCH_DRAWS)) await finish(run, branch, tally, counter.current);
      tally.endRun(run.nowUs - at.bench.nowUs);
    }
    return tally.result(counter.current.counts);
  }

  /** Cars are made once for each profile, and go back to their start for each group. */
  #carOf(profile: ProfileFields): PreparedCar {
    const name = JSON.stringify(profile);
    const known = this.#cars.get(name);
    if (known !== undefined) return known;
    const counter = { current: new CoverageCounter() };
    const run = new SwarmCar(profile, this.#seed, counter);
    const violation = run.check();
    if (violation !== null) throw new Error(`a new car breaks ${violation.rule}: ${JSON.stringify(violation)}`);
    const prepared = { run, start: run.snapshot(), counter };
    this.#cars.set(name, prepared);
    return prepared;
  }
}

/** Takes drawn steps. @returns false where one broke a rule */
async function walk(
  run: SwarmCar,
  mix: SwarmMix,
  random: RandomSource,
  trail: SwarmStep[],
  tally: Tally,
  draws: number,
  beforeDraw: (draw: number) => void = () => undefined,
): Promise<boolean> {
  for (let draw = 0; draw < draws; draw++) {
    beforeDraw(draw);
    for (const step of drawSteps(run.car, mix, random)) {
      trail.push(step);
      const { violation, outcome } = await run.take(step);
      tally.step(step, run, outcome?.got ?? null);
      if (violation === null) continue;
      tally.fail(violation, trail);
      return false;
    }
  }
  return true;
}

/** All faults end; every procedure must succeed. A memory that is lost stays lost (VEH-5). */
async function finish(
  run: SwarmCar,
  trail: readonly SwarmStep[],
  tally: Tally,
  counter: CoverageCounter,
): Promise<void> {
  if (!run.lockstep.isModelled || run.lockstep.isMemoryInDoubt) return;
  const { violation, steps } = await checkLiveness(run);
  if (violation === null) counter.count('event', 'all-procedures-succeeded');
  else tally.fail(violation, [...trail, ...steps]);
}

/** Adds up what happens in a group. */
class Tally {
  readonly #group: number;
  readonly #seed: number;
  readonly #profile: ProfileFields;
  readonly #hash: Hash = createHash('sha256');
  readonly #failures: SwarmFailure[] = [];
  #steps = 0;
  #runs = 0;
  #vehicleUs: Micros = 0;

  constructor(group: number, seed: number, profile: ProfileFields) {
    this.#group = group;
    this.#seed = seed;
    this.#profile = profile;
  }

  step(step: SwarmStep, { car }: SwarmCar, got: string | null): void {
    this.#steps += 1;
    const { phase, content, firmware } = car.smartKey;
    const { seedCounter, historyCounter, slots, attempts } = content;
    const stored = `${slots.join(' ')} ${seedCounter} ${historyCounter} ${attempts}`;
    const state = `${phase} ${firmware?.session ?? '-'} ${firmware?.procedure.kind ?? '-'} ${stored}`;
    this.#hash.update(`${step.verb} ${JSON.stringify(step.value)} ${car.nowUs} ${state} ${got ?? '-'}\n`);
  }

  endRun(vehicleUs: Micros): void {
    this.#runs += 1;
    this.#vehicleUs += vehicleUs;
  }

  fail(violation: Violation, steps: readonly SwarmStep[]): void {
    const cause = causeOf(violation);
    this.#hash.update(`broken ${cause} ${violation.oracle} ${violation.firmware} ${violation.atUs}\n`);
    const [profile, seed, group] = [this.#profile, this.#seed, this.#group];
    this.#failures.push({ cause, violation, profile, seed, group, steps: [...steps] });
  }

  result(coverage: CoverageCounts): GroupResult {
    return {
      group: this.#group,
      runs: this.#runs,
      steps: this.#steps,
      vehicleUs: this.#vehicleUs,
      hash: this.#hash.digest('hex'),
      failures: this.#failures,
      coverage,
    };
  }
}
