import { RandomSource } from '../random/random-source.ts';
import { FaultAllowance } from '../virtual-bus/fault-allowance.ts';
import type { DoipFault, DoipMessageName } from './fault-plan.ts';

/** The faults in force and the seed of their probabilities. */
export interface DoipFaultSource {
  faults(): readonly DoipFault[];
  seed(): number;
}

/** Without faults. */
export const NO_DOIP_FAULTS: DoipFaultSource = { faults: () => [], seed: () => 0 };

/** Decides which messages of a gateway are affected. It counts from the instant at which the plan is set. */
export class DoipFaults {
  readonly #source: DoipFaultSource;
  #plan: readonly DoipFault[] = [];
  #allowances: readonly FaultAllowance[] = [];
  #random: RandomSource | null = null;

  constructor(source: DoipFaultSource) {
    this.#source = source;
  }

  /** The fault of the next message of this name; null where it is sent as it is. */
  next(message: DoipMessageName): DoipFault | null {
    const plan = this.#source.faults();
    if (plan !== this.#plan) this.#follow(plan);
    if (plan.length === 0) return null;
    const index = plan.findIndex((fault) => fault.message === message);
    const fault = plan[index];
    const allowance = this.#allowances[index];
    if (fault === undefined || allowance?.allows(fault) !== true) return null;
    if (this.#random?.chance(fault.probability) !== true) return null;
    allowance.strike();
    return fault;
  }

  #follow(plan: readonly DoipFault[]): void {
    this.#plan = plan;
    this.#allowances = plan.map(() => new FaultAllowance());
    this.#random = plan.length === 0 ? null : RandomSource.seeded(this.#source.seed(), 'faults/doip');
  }
}
