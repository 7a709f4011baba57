import { MICROS_PER_MILLI, NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import type { Doors } from '../../../ecu-sim/body/body-inputs.ts';
import type { DoorFlutterFault, SupplyFault } from './fault-plan.ts';

/** An input to the car that a fault generates. */
export type TimedInput =
  | { readonly kind: 'supply'; readonly mv: number }
  | { readonly kind: 'door'; readonly door: keyof Doors; readonly open: boolean };

interface SupplyRun {
  readonly startUs: Micros;
  readonly fromMv: number;
  readonly points: readonly { readonly atUs: Micros; readonly mv: number }[];
  readonly stepUs: Micros;
  /** When the voltage changes next. */
  readonly nextUs: Micros;
}

interface FlutterRun {
  readonly door: keyof Doors;
  readonly periodUs: Micros;
  readonly edgesLeft: number;
  readonly nextUs: Micros;
  /** The state after the next edge. */
  readonly open: boolean;
}

/** A timeline at one instant: a plain value. */
export interface TimelineState {
  readonly supply: SupplyRun | null;
  readonly flutter: FlutterRun | null;
}

/**
 * Faults that are inputs over time: a supply that follows a curve, a bouncing door switch. A machine without a clock.
 */
export class FaultTimeline {
  #state: TimelineState = { supply: null, flutter: null };

  get state(): TimelineState {
    return this.#state;
  }

  restore(state: TimelineState): void {
    this.#state = state;
  }

  deadlineUs(): Micros {
    const { supply, flutter } = this.#state;
    return Math.min(supply?.nextUs ?? NEVER_US, flutter?.nextUs ?? NEVER_US);
  }

  /** @param fromMv the present voltage */
  followSupply(fault: SupplyFault | null, fromMv: number, nowUs: Micros): void {
    const run = fault === null ? null : beginSupply(fault, fromMv, nowUs);
    this.#state = { ...this.#state, supply: run };
  }

  /** The first edge comes a period from now. @param isOpen the present state of the door */
  flutter(fault: DoorFlutterFault | null, isOpen: boolean, nowUs: Micros): void {
    this.#state = { ...this.#state, flutter: fault === null ? null : beginFlutter(fault, isOpen, nowUs) };
  }

  /** The inputs that are due, in order; each of them once. */
  take(nowUs: Micros): readonly TimedInput[] {
    const inputs: TimedInput[] = [];
    const { supply, flutter } = this.#state;
    if (supply !== null && supply.nextUs <= nowUs) {
      inputs.push({ kind: 'supply', mv: voltageAt(supply, nowUs) });
      this.#state = { ...this.#state, supply: continueSupply(supply, nowUs) };
    }
    if (flutter !== null && flutter.nextUs <= nowUs) {
      inputs.push({ kind: 'door', door: flutter.door, open: flutter.open });
      this.#state = { ...this.#state, flutter: continueFlutter(flutter) };
    }
    return inputs;
  }
}

function beginSupply(fault: SupplyFault, fromMv: number, nowUs: Micros): SupplyRun | null {
  const points = fault.points.map(({ atMs, mv }) => ({ atUs: nowUs + Math.round(atMs * MICROS_PER_MILLI), mv }));
  const stepUs = Math.round(fault.stepMs * MICROS_PER_MILLI);
  const run: SupplyRun = { startUs: nowUs, fromMv, points, stepUs, nextUs: nowUs };
  return points[0]?.atUs === nowUs ? run : continueSupply(run, nowUs);
}

/** The next change is the next point's or the next step's, whichever comes first; null after the last point. */
function continueSupply(run: SupplyRun, nowUs: Micros): SupplyRun | null {
  const point = run.points.find(({ atUs }) => atUs > nowUs);
  if (point === undefined) return null;
  const { startUs, stepUs } = run;
  const stepDueUs = stepUs === 0 ? NEVER_US : startUs + (Math.floor((nowUs - startUs) / stepUs) + 1) * stepUs;
  return { ...run, nextUs: Math.min(point.atUs, stepDueUs) };
}

function voltageAt({ startUs, fromMv, points, stepUs }: SupplyRun, nowUs: Micros): number {
  let before = { atUs: startUs, mv: fromMv };
  for (const point of points) {
    if (point.atUs > nowUs) {
      if (stepUs === 0) return before.mv;
      const share = (nowUs - before.atUs) / (point.atUs - before.atUs);
      return Math.round(before.mv + (point.mv - before.mv) * share);
    }
    before = point;
  }
  return before.mv;
}

function beginFlutter({ door, periodMs, edges }: DoorFlutterFault, isOpen: boolean, nowUs: Micros): FlutterRun | null {
  if (edges === 0) return null;
  const periodUs = Math.round(periodMs * MICROS_PER_MILLI);
  return { door, periodUs, edgesLeft: edges, nextUs: nowUs + periodUs, open: !isOpen };
}

function continueFlutter(run: FlutterRun): FlutterRun | null {
  if (run.edgesLeft === 1) return null;
  return { ...run, edgesLeft: run.edgesLeft - 1, nextUs: run.nextUs + run.periodUs, open: !run.open };
}
