import { toHex } from '../bytes/hex.ts';
import { RandomSource } from '../random/random-source.ts';
import { FaultAllowance } from '../virtual-bus/fault-allowance.ts';
import type { DoipFault, DoipMessageName } from './fault-plan.ts';

/** The faults in force and the seed of their probabilities. */
export interface DoipFaultSource {
  faults(): readonly DoipFault[];
  seed(): number;
  /** A fault is applied to a message: once for each effect, with the message and the effect as a name. */
  struck?(fault: string): void;
  /** A fault of {@link faults} has been applied as often as it may. */
  spent?(fault: DoipFault): void;
}

/** Without faults. */
export const NO_DOIP_FAULTS: DoipFaultSource = { faults: () => [], seed: () => 0 };

/** Messages as parts of a fault's name. */
const NAMES: Readonly<Record<DoipMessageName, string>> = {
  activation: 'activation',
  announcement: 'announcement',
  identification: 'identification',
  status: 'status',
  aliveCheck: 'alive-check',
  ack: 'ack',
  response: 'response',
};

/** What a fault does to its message. */
function effectsOf({ drop, delayMs, ...fault }: DoipFault): readonly string[] {
  if (drop) return ['dropped'];
  const effects: string[] = [];
  if (fault.headerNack !== null) effects.push(`header-nack-${toHex(Uint8Array.of(fault.headerNack))}`);
  if (fault.code !== null) effects.push(`code-${toHex(Uint8Array.of(fault.code))}`);
  if (fault.vin !== null) effects.push('other-vin');
  if (fault.wrongInverse) effects.push('wrong-inverse');
  if (delayMs > 0) effects.push('delayed');
  if (fault.split !== null) effects.push('split');
  if (fault.join) effects.push('joined');
  if (fault.cut !== null) effects.push('cut');
  return effects;
}

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
    if (allowance.isSpent(fault)) this.#source.spent?.(fault);
    for (const effect of effectsOf(fault)) this.#source.struck?.(`doip-${NAMES[message]}-${effect}`);
    return fault;
  }

  #follow(plan: readonly DoipFault[]): void {
    this.#plan = plan;
    this.#allowances = plan.map(() => new FaultAllowance());
    this.#random = plan.length === 0 ? null : RandomSource.seeded(this.#source.seed(), 'faults/doip');
  }
}
