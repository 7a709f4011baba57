import { OperationError } from '../errors/operation-error.ts';
import { matchesMask } from '../bytes/byte-mask.ts';
import type { ByteMask } from '../bytes/byte-mask.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import type { FaultBounds } from './fault-allowance.ts';

/** Every way in which the bus may misbehave, in one place; drawn from the bus's own seeded generator. */
export interface BusFaultPlan extends FaultBounds {
  /** Probability that a frame is sent and acknowledged, but reaches no other node. */
  readonly drop: number;
  /** Probability that a frame is damaged: an error frame, error counters, sent again. */
  readonly corrupt: number;
  /** Probability that a frame is sent, and received, twice. */
  readonly duplicate: number;
  /** Delay of each request before it contends for the bus, in milliseconds (down to 0.001). */
  readonly delayMs: number;
  /** Additional delay, drawn for each request from 0 to this many milliseconds. A node's frames keep their order. */
  readonly jitterMs: number;
  /** Only frames with these ids are affected; null: all. */
  readonly ids: readonly number[] | null;
  /** Only frames with such data are affected; null: all. */
  readonly data: ByteMask | null;
}

export const NO_BUS_FAULTS: BusFaultPlan = Object.freeze({
  drop: 0,
  corrupt: 0,
  duplicate: 0,
  delayMs: 0,
  jitterMs: 0,
  ids: null,
  data: null,
  skip: 0,
  count: null,
});

/** Longest delay of one request. */
export const MAX_DELAY_MS = 3_600_000;

/** An invalid fault plan: `field` names the part. */
export class BusFaultPlanError extends OperationError {
  override readonly name = 'BusFaultPlanError';
  readonly field: keyof BusFaultPlan;

  constructor(field: keyof BusFaultPlan, message: string) {
    super('bus-fault-plan', message, { context: { field } });
    this.field = field;
  }
}

/**
 * A complete plan from the parts that are set; the others are 0.
 *
 * @throws BusFaultPlanError for a probability outside 0 to 1 or a delay outside 0 to one hour
 */
export function busFaultPlan(parts: Partial<BusFaultPlan>): BusFaultPlan {
  const plan = { ...NO_BUS_FAULTS, ...parts };
  for (const field of ['drop', 'corrupt', 'duplicate'] as const) {
    if (!(plan[field] >= 0 && plan[field] <= 1)) {
      throw new BusFaultPlanError(field, `${field} must be a number from 0 to 1, not ${plan[field]}`);
    }
  }
  for (const field of ['delayMs', 'jitterMs'] as const) {
    if (!(plan[field] >= 0 && plan[field] <= MAX_DELAY_MS)) {
      throw new BusFaultPlanError(field, `${field} must be a number from 0 to ${MAX_DELAY_MS}, not ${plan[field]}`);
    }
  }
  const { skip, count } = plan;
  if (!Number.isSafeInteger(skip) || skip < 0) {
    throw new BusFaultPlanError('skip', `skip is a whole number from 0, not ${skip}`);
  }
  if (count !== null && (!Number.isSafeInteger(count) || count < 1)) {
    throw new BusFaultPlanError('count', `count is a whole number from 1, or null, not ${count}`);
  }
  return plan;
}

export function hasFaults(plan: BusFaultPlan): boolean {
  return plan.drop > 0 || plan.corrupt > 0 || plan.duplicate > 0 || plan.delayMs > 0 || plan.jitterMs > 0;
}

export function isHit(plan: BusFaultPlan, frame: CanFrame): boolean {
  if (plan.ids !== null && !plan.ids.includes(frame.id)) return false;
  return plan.data === null || matchesMask(plan.data, frame.data);
}
