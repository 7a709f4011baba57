import {
  type DealerCommand,
  type DealerNow,
  type DealerOutcome,
  type DealerRecord,
  refuse,
  type Refusal,
} from './rules/dealer-commands.ts';
import { createFaultyRules, type DealerFaults, type FaultyRules, NO_FAULTS } from './rules/dealer-faults.ts';
import { type DealerState, expireApprovals, type ResetRequest } from './rules/dealer-state.ts';
import { demoDealer } from './rules/demo-dealer.ts';

interface InMemoryDealerOptions {
  /** The secret that cars and dealer share. */
  readonly passcodeSecret: string;
  /** The dealer's calendar: in virtual time the car's `calendarStart` and vehicle time. */
  readonly calendar: () => DealerNow;
  /** The initial staff; the demo dealer where absent. */
  readonly state?: DealerState;
  /** Called with each command and its outcome. */
  readonly onOutcome?: (command: DealerCommand, outcome: DealerOutcome) => void;
}

/** The dealer at one instant: a plain value. */
export interface DealerSnapshot {
  readonly state: DealerState;
  readonly faults: DealerFaults;
  readonly log: readonly DealerRecord[];
}

/**
 * The dealer without its server: the same rules and the same faults, synchronous and in memory, for benches and tests
 * with their own clock. A scenario uses it for an approval from end to end: the technician's request, a manager's
 * approval, the pass-codes.
 */
export class InMemoryDealer {
  readonly #rules: FaultyRules;
  readonly #calendar: () => DealerNow;
  readonly #onOutcome: NonNullable<InMemoryDealerOptions['onOutcome']>;
  readonly #log: DealerRecord[] = [];
  #state: DealerState;
  #faults: DealerFaults = NO_FAULTS;

  constructor({ passcodeSecret, calendar, state, onOutcome }: InMemoryDealerOptions) {
    this.#onOutcome = onOutcome ?? (() => undefined);
    this.#rules = createFaultyRules({ passcodeSecret });
    this.#calendar = calendar;
    this.#state = state ?? demoDealer().state;
  }

  /** At this instant: expired approvals are marked as expired. */
  get state(): DealerState {
    return expireApprovals(this.#state, this.nowMs);
  }

  /** Every transaction, oldest first (DLR-9). */
  get log(): readonly DealerRecord[] {
    return this.#log;
  }

  /** Faults that are set and still to come. */
  get faults(): DealerFaults {
    return this.#faults;
  }

  /** The dealer's present: the calendar, plus the offset of its clock by a fault. */
  get nowMs(): number {
    return Math.max(0, this.#calendar().epochMs + this.#faults.clockAheadMs);
  }

  /** Sets faults; those not named stay as they are. `NO_FAULTS` ends all. */
  order(faults: Partial<DealerFaults>): void {
    this.#faults = { ...this.#faults, ...faults };
  }

  /**
   * Carries out one command, or refuses it. The caller must wait `faults.lateMs` before a delayed answer, because
   * nothing here has a clock. While the server is away nothing is carried out (`no-answer`).
   */
  carryOut(command: DealerCommand): DealerOutcome {
    const outcome = this.#carryOut(command);
    this.#onOutcome(command, outcome);
    return outcome;
  }

  #carryOut(command: DealerCommand): DealerOutcome {
    if (this.#faults.away) return NO_ANSWER;
    const step = this.#rules.step(this.#state, this.#faults, command, this.#calendar());
    this.#state = step.state;
    this.#faults = step.faults;
    if (step.before !== null) this.#log.push(step.before.record);
    if (step.record !== null) this.#log.push(step.record);
    return step.outcome;
  }

  snapshot(): DealerSnapshot {
    return { state: this.#state, faults: this.#faults, log: [...this.#log] };
  }

  restore({ state, faults, log }: DealerSnapshot): void {
    this.#state = state;
    this.#faults = faults;
    this.#log.splice(0, Infinity, ...log);
  }

  /** The request for a VIN that is open or approved; there is at most one (DLR-3). Null where there is none. */
  pendingRequest(vin: string): ResetRequest | null {
    return (
      this.state.requests.find(
        (request) => request.vin === vin && (request.status === 'open' || request.status === 'approved'),
      ) ?? null
    );
  }
}

const NO_ANSWER: Refusal = refuse({
  code: 'no-answer',
  message: 'the dealer server does not answer',
  hint: 'check that it runs and is reachable, and try again',
});
