import type { Micros } from '../../../can-bus/time/micros.ts';
import { VirtualBench } from '../../bench/virtual-bench.ts';
import type { BenchSnapshot } from '../../bench/virtual-cars.ts';
import { profileOf } from '../../bench/profile-of.ts';
import type { Car } from '../../car/car.ts';
import { BenchError } from '../../scenario/bench.ts';
import type { UdsExchange } from '../../../can-bus/uds/exchange.ts';
import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import type { StepOutcome } from '../../scenario/expectation.ts';
import { runStep } from '../../scenario/run-scenario.ts';
import type { ProfileFields } from '../../scenario/scenario.ts';
import { createOracle } from '../oracle/oracle.ts';
import { guardedOracle } from '../world/guarded-oracle.ts';
import { CoverageCounter } from '../coverage/coverage-counts.ts';
import { CoverageWatch } from '../coverage/coverage-watch.ts';
import { checkInvariants, InvariantWatch, type InvariantSnapshot } from './invariants.ts';
import { Lockstep, type LockstepSnapshot } from './lockstep.ts';
import { oracleProfileOf } from './oracle-profile.ts';
import { compileStep, type SwarmStep } from './swarm-step.ts';
import { swarmScenario, SWARM_CAR } from './swarm-world.ts';
import type { Violation } from './violation.ts';

/** A run at one instant: from here it branches. */
export interface SwarmSnapshot {
  readonly bench: BenchSnapshot;
  readonly lockstep: LockstepSnapshot;
  readonly invariants: InvariantSnapshot;
}

/** How a step ended: what broke, and the step's own outcome, null where the bench cannot do it. */
interface StepEnd {
  readonly violation: Violation | null;
  readonly outcome: StepOutcome | null;
}

/** A car on a bench in virtual time, watched by the rules. */
export class SwarmCar {
  readonly car: Car;
  readonly lockstep: Lockstep;
  readonly coverage: CoverageWatch;
  readonly #bench: VirtualBench;
  readonly #invariants: InvariantWatch;

  constructor(
    profile: ProfileFields,
    seed: number,
    counter: { readonly current: CoverageCounter } = { current: new CoverageCounter() },
  ) {
    const scenario = swarmScenario(profile);
    const car = scenario.cars[0] ?? { name: SWARM_CAR, profile, registered: [] };
    const oracle = guardedOracle(createOracle(oracleProfileOf(profileOf(car, {}))));
    const made: { readonly car: Car; readonly lockstep: Lockstep; readonly coverage: CoverageWatch }[] = [];
    this.#invariants = new InvariantWatch();
    this.#bench = new VirtualBench(scenario, {
      seed,
      profile: {},
      observer: (_name, car) => {
        const lockstep = new Lockstep(car, oracle);
        const coverage = new CoverageWatch(car, counter);
        lockstep.onInput = (kind, timeUs) => coverage.input(kind, timeUs);
        made.push({ car, lockstep, coverage });
        car.observe(lockstep);
        car.observe(this.#invariants);
        return coverage;
      },
    });
    const [only] = made;
    if (only === undefined) throw new Error('the bench made no car');
    this.car = only.car;
    this.lockstep = only.lockstep;
    this.coverage = only.coverage;
  }

  get nowUs(): Micros {
    return this.#bench.nowUs();
  }

  /** Takes a step, then checks both sides. */
  async take(step: SwarmStep): Promise<StepEnd> {
    this.coverage.beforeStep();
    const outcome = await this.#run(step);
    return { violation: this.check(), outcome };
  }

  /** How the last request on the bus ended. */
  get lastExchange(): UdsExchange | null {
    return this.#bench.recentExchanges().at(-1)?.exchange ?? null;
  }

  check(): Violation | null {
    return this.lockstep.check() ?? checkInvariants(this.#invariants, this.car);
  }

  snapshot(): SwarmSnapshot {
    return {
      bench: this.#bench.snapshot(),
      lockstep: this.lockstep.snapshot(),
      invariants: this.#invariants.snapshot(),
    };
  }

  restore(snapshot: SwarmSnapshot): void {
    this.#bench.restore(snapshot.bench);
    this.lockstep.restore(snapshot.lockstep);
    this.#invariants.restore(snapshot.invariants);
    this.coverage.begin();
  }

  /** Null where the bench cannot do it. */
  async #run(step: SwarmStep): Promise<StepOutcome | null> {
    try {
      return await runStep(compileStep(step), this.#bench, new Map());
    } catch (error) {
      if (error instanceof BenchError || error instanceof OperationError) return null;
      throw error;
    }
  }
}
