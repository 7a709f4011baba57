import type { CanFrame } from '../frame/can-frame.ts';
import { RandomSource } from '../random/random-source.ts';
import type { RandomState } from '../random/xoshiro.ts';
import { MICROS_PER_MILLI } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { FaultAllowance } from './fault-allowance.ts';
import type { AllowanceState } from './fault-allowance.ts';
import { hasFaults, isHit, NO_BUS_FAULTS } from './fault-plan.ts';
import type { BusFaultPlan } from './fault-plan.ts';
import type { Station } from './station.ts';

/** What happens to a frame at its end. */
export type FrameFate = 'good' | 'corrupt' | 'drop' | 'duplicate';

/** The active plan, the state of its generator, and the number of occasions of each kind. */
export interface InjectorSnapshot {
  readonly plan: BusFaultPlan;
  readonly random: RandomState;
  /** Occasions so far under this plan: requests (delays), ends of frames (all else). */
  readonly requests: AllowanceState;
  readonly ends: AllowanceState;
}

/** Draws the effect of the fault plan on each request and each frame: one plan, one seed. */
export class FaultInjector {
  /** False without faults; then it costs nothing and draws nothing. */
  active = false;
  private whole: BusFaultPlan = NO_BUS_FAULTS;
  private random: RandomSource;
  private requests = new FaultAllowance();
  private ends = new FaultAllowance();

  constructor(seed: number) {
    this.random = RandomSource.seeded(seed, 'virtual-bus');
  }

  /** The plan without the faults that have been applied as often as they may. */
  get plan(): BusFaultPlan {
    const { whole } = this;
    const [delays, others] = [this.requests.isSpent(whole), this.ends.isSpent(whole)];
    if (!delays && !others) return whole;
    const left = {
      ...whole,
      ...(delays ? { delayMs: 0, jitterMs: 0 } : {}),
      ...(others ? { drop: 0, corrupt: 0, duplicate: 0 } : {}),
    };
    return hasFaults(left) ? left : NO_BUS_FAULTS;
  }

  /** Restarts the draws as on a new bus with this seed. */
  reseed(seed: number): void {
    this.random = RandomSource.seeded(seed, 'virtual-bus');
  }

  setPlan(plan: BusFaultPlan): void {
    this.whole = plan;
    this.active = hasFaults(plan);
    this.requests = new FaultAllowance();
    this.ends = new FaultAllowance();
  }

  snapshot(): InjectorSnapshot {
    const { whole: plan, random, requests, ends } = this;
    return { plan, random: random.state, requests: requests.state, ends: ends.state };
  }

  restore({ plan, random, requests, ends }: InjectorSnapshot): void {
    this.setPlan(plan);
    this.random = new RandomSource(random);
    this.requests.restore(requests);
    this.ends.restore(ends);
  }

  /** When a request made now may contend; never before the same station's earlier ones. */
  readyUs(station: Station, frame: CanFrame, nowUs: Micros): Micros {
    const { whole: plan } = this;
    let readyUs = nowUs;
    const delays = plan.delayMs > 0 || plan.jitterMs > 0;
    if (delays && isHit(plan, frame) && this.requests.allows(plan)) {
      this.requests.strike();
      readyUs += Math.round(plan.delayMs * MICROS_PER_MILLI);
      if (plan.jitterMs > 0) readyUs += this.random.below(Math.round(plan.jitterMs * MICROS_PER_MILLI) + 1);
    }
    station.lastReadyUs = Math.max(station.lastReadyUs, readyUs);
    return station.lastReadyUs;
  }

  /** @param repeated the frame was already delivered once; it is not duplicated again */
  fate(frame: CanFrame, repeated: boolean): FrameFate {
    const { whole: plan } = this;
    if (!isHit(plan, frame) || !this.ends.allows(plan)) return 'good';
    const fate = this.draw(repeated);
    if (fate !== 'good') this.ends.strike();
    return fate;
  }

  private draw(repeated: boolean): FrameFate {
    const { whole: plan } = this;
    if (this.random.chance(plan.corrupt)) return 'corrupt';
    if (this.random.chance(plan.drop)) return 'drop';
    return !repeated && this.random.chance(plan.duplicate) ? 'duplicate' : 'good';
  }
}
