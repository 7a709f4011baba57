import type { CanFrame } from '../frame/can-frame.ts';
import { RandomSource } from '../random/random-source.ts';
import type { RandomState } from '../random/xoshiro.ts';
import { MICROS_PER_MILLI } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { hasFaults, isHit, NO_BUS_FAULTS } from './fault-plan.ts';
import type { BusFaultPlan } from './fault-plan.ts';
import type { Station } from './station.ts';

/** What becomes of a frame at its end. */
export type FrameFate = 'good' | 'corrupt' | 'drop' | 'duplicate';

/** Draws what the fault plan does to each request and each frame: one plan, one seed. */
export class FaultInjector {
  /** False without faults, which then cost nothing and draw nothing. */
  active = false;
  plan: BusFaultPlan = NO_BUS_FAULTS;
  private readonly random: RandomSource;

  constructor(seed: number) {
    this.random = RandomSource.seeded(seed, 'virtual-bus');
  }

  get state(): RandomState {
    return this.random.state;
  }

  setPlan(plan: BusFaultPlan): void {
    this.plan = plan;
    this.active = hasFaults(plan);
  }

  /** When a request made now may contend; never before the same station's earlier ones. */
  readyUs(station: Station, frame: CanFrame, nowUs: Micros): Micros {
    const { plan } = this;
    let readyUs = nowUs;
    if (isHit(plan, frame)) {
      readyUs += Math.round(plan.delayMs * MICROS_PER_MILLI);
      if (plan.jitterMs > 0) readyUs += this.random.below(Math.round(plan.jitterMs * MICROS_PER_MILLI) + 1);
    }
    station.lastReadyUs = Math.max(station.lastReadyUs, readyUs);
    return station.lastReadyUs;
  }

  /** @param repeated the frame was delivered once already; it is not duplicated again */
  fate(frame: CanFrame, repeated: boolean): FrameFate {
    const { plan } = this;
    if (!isHit(plan, frame)) return 'good';
    if (this.random.chance(plan.corrupt)) return 'corrupt';
    if (this.random.chance(plan.drop)) return 'drop';
    return !repeated && this.random.chance(plan.duplicate) ? 'duplicate' : 'good';
  }
}
