import type { UdsExchange } from '../../../can-bus/uds/exchange.ts';
import type { StepOutcome } from '../../scenario/expectation.ts';
import { SwarmCar, type SwarmSnapshot } from '../swarm/swarm-car.ts';
import type { SwarmFailure } from '../swarm/run-group.ts';
import type { SwarmStep } from '../swarm/swarm-step.ts';
import { isLiveness, livenessViolation } from '../swarm/liveness.ts';
import { causeOf, type Violation } from '../swarm/violation.ts';

/** A step of a repeated run, and how it ended. */
export interface RepeatedStep {
  readonly step: SwarmStep;
  readonly outcome: StepOutcome | null;
  /** The last request that the step made; null where it made none. */
  readonly exchange: UdsExchange | null;
  readonly startUs: number;
}

interface RepeatedRun {
  readonly steps: readonly RepeatedStep[];
  readonly violation: Violation | null;
}

/** Runs the steps of a failure again, or some of them, from the start of its car. */
export class RunRepeater {
  readonly #run: SwarmCar;
  readonly #start: SwarmSnapshot;
  readonly #failure: SwarmFailure;

  constructor(failure: SwarmFailure) {
    this.#failure = failure;
    this.#run = new SwarmCar(failure.profile, failure.seed);
    this.#run.check();
    this.#start = this.#run.snapshot();
  }

  async fails(steps: readonly SwarmStep[]): Promise<boolean> {
    const { violation } = await this.repeat(steps);
    return violation !== null && causeOf(violation) === this.#failure.cause;
  }

  /** Up to the step that breaks a rule. */
  async repeat(steps: readonly SwarmStep[]): Promise<RepeatedRun> {
    const run = this.#run;
    run.restore(this.#start);
    const repeated: RepeatedStep[] = [];
    for (const step of steps) {
      const before = run.lastExchange;
      const startUs = run.nowUs;
      const { violation, outcome } = await run.take(step);
      const exchange = run.lastExchange === before ? null : run.lastExchange;
      repeated.push({ step, outcome, exchange, startUs });
      if (violation !== null) return { steps: repeated, violation };
    }
    const last = repeated.at(-1);
    if (last === undefined || !isLiveness(this.#failure.violation)) return { steps: repeated, violation: null };
    return { steps: repeated, violation: livenessViolation(last.step, last.outcome, run.nowUs) };
  }
}
