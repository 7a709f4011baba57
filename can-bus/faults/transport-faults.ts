import { dataFrame, type CanFrame } from '../frame/can-frame.ts';
import { FLOW_OVERFLOW, FLOW_WAIT, PCI_FLOW_CONTROL } from '../isotp/frame-layout.ts';
import type { Chance } from '../random/random-source.ts';
import { MICROS_PER_MILLI } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { FaultAllowance, type AllowanceState } from '../virtual-bus/fault-allowance.ts';
import { hasTransportFaults, type TransportFaultPlan } from './diagnostic-fault-plan.ts';

const OVERFLOW = (PCI_FLOW_CONTROL << 4) | FLOW_OVERFLOW;
const WAIT = (PCI_FLOW_CONTROL << 4) | FLOW_WAIT;

/** A frame that replaces the one given, after a delay. */
interface Forwarded {
  readonly afterUs: Micros;
  readonly frame: CanFrame;
}

/** What happened to a frame: where `frames` is empty, nothing is passed on. */
export interface FrameFaultResult {
  /** Null where the frame passes unchanged. */
  readonly struck: string | null;
  readonly frames: readonly Forwarded[];
}

/** Applies a plan to the consecutive frames and flow controls of one side. */
export class TransportFaults {
  readonly active: boolean;
  private readonly plan: TransportFaultPlan;
  private readonly random: Chance;
  private readonly consecutives = new FaultAllowance();
  private readonly flows = new FaultAllowance();

  constructor(plan: TransportFaultPlan, random: Chance) {
    this.plan = plan;
    this.random = random;
    this.active = hasTransportFaults(plan);
  }

  get counts(): readonly [AllowanceState, AllowanceState] {
    return [this.consecutives.state, this.flows.state];
  }

  /** The plan without the faults that have been applied as often as they may. */
  get left(): TransportFaultPlan {
    const { plan } = this;
    return {
      ...plan,
      ...(this.consecutives.isSpent(plan) ? { wrongSequence: 0, consecutiveLost: 0 } : {}),
      ...(this.flows.isSpent(plan) ? { flowLost: 0, flowOverflow: 0, flowWaits: 0 } : {}),
    };
  }

  restore([consecutives, flows]: readonly [AllowanceState, AllowanceState]): void {
    this.consecutives.restore(consecutives);
    this.flows.restore(flows);
  }

  /** @param address data bytes before the control information, 0 or 1 */
  consecutive(frame: CanFrame, address: number): FrameFaultResult {
    const { plan, random, consecutives } = this;
    if (plan.wrongSequence + plan.consecutiveLost === 0 || !consecutives.allows(plan)) return asItIs(frame);
    if (random.chance(plan.consecutiveLost)) {
      consecutives.strike();
      return { struck: 'consecutive-frame-lost', frames: [] };
    }
    if (!random.chance(plan.wrongSequence)) return asItIs(frame);
    consecutives.strike();
    const control = frame.data[address] ?? 0;
    const next = (control & 0xf0) | ((control + 1) & 0x0f);
    return instead('wrong-sequence-number', withControl(frame, address, next));
  }

  /** @param address data bytes before the control information, 0 or 1 */
  flowControl(frame: CanFrame, address: number): FrameFaultResult {
    const { plan, random, flows } = this;
    const { flowLost, flowOverflow, flowWaits } = plan;
    if (flowLost + flowOverflow + flowWaits === 0 || !flows.allows(plan)) return asItIs(frame);
    if (random.chance(flowLost)) {
      flows.strike();
      return { struck: 'flow-control-lost', frames: [] };
    }
    if (random.chance(flowOverflow)) {
      flows.strike();
      return instead('flow-control-overflow', withControl(frame, address, OVERFLOW));
    }
    if (flowWaits === 0) return asItIs(frame);
    flows.strike();
    return { struck: 'flow-control-wait', frames: this.afterWaits(frame, address) };
  }

  /** Each one is a separate frame object, so that its end can be distinguished from the others'. */
  private afterWaits(frame: CanFrame, address: number): readonly Forwarded[] {
    const { flowWaits, flowWaitMs } = this.plan;
    const everyUs = Math.round(flowWaitMs * MICROS_PER_MILLI);
    const waits = Array.from({ length: flowWaits }, (_, number) => ({
      afterUs: number * everyUs,
      frame: withControl(frame, address, WAIT),
    }));
    return [...waits, { afterUs: flowWaits * everyUs, frame }];
  }
}

function withControl(frame: CanFrame, address: number, control: number): CanFrame {
  const { id, data, extended, fd, bitRateSwitch } = frame;
  return dataFrame(id, data.with(address, control), { extended, fd, bitRateSwitch });
}

function asItIs(frame: CanFrame): FrameFaultResult {
  return { struck: null, frames: [{ afterUs: 0, frame }] };
}

function instead(struck: string, frame: CanFrame): FrameFaultResult {
  return { struck, frames: [{ afterUs: 0, frame }] };
}
