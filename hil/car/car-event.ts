import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { FrameRecord } from '../../can-bus/trace/frame-record.ts';
import type { BusEvent } from '../../can-bus/virtual-bus/bus-event.ts';
import type { EcuTimer } from '../../ecu-sim/smart-key/timers.ts';
import type { FaultPlanParts } from './faults/fault-plan.ts';
import type { NodeReport } from './node-report.ts';

/** Operator inputs to the car. */
export type Stimulus =
  | { readonly kind: 'vehicle-changed'; readonly change: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'key-made';
      readonly keyId: number;
      readonly life: 'blank' | 'bound';
      readonly batteryMv: number;
    }
  | { readonly kind: 'key-removed'; readonly keyId: number }
  | { readonly kind: 'key-battery-set'; readonly keyId: number; readonly batteryMv: number }
  | { readonly kind: 'key-moved'; readonly keyId: number; readonly to: 'cabin' | 'outside' }
  | {
      readonly kind: 'key-touched';
      readonly keyId: number;
      readonly reaction: string;
      readonly reason: string | null;
    }
  | {
      readonly kind: 'button-pressed';
      readonly keyId: number;
      readonly button: string;
      readonly holdMs: number;
      readonly reaction: string;
      readonly reason: string | null;
    }
  | { readonly kind: 'engine-switch-pressed'; readonly running: boolean; readonly reason: string | null }
  /** Faults of the bench: the parts of the plan that were set. */
  | { readonly kind: 'faults-set'; readonly faults: FaultPlanParts }
  | { readonly kind: 'faults-cleared' }
  /** A command to the dealer, also on a bench that plays the dealer. */
  | DealerEvent
  | { readonly kind: 'power-cut' }
  | { readonly kind: 'power-back' };

/** A command to the dealer (DLR) and its outcome. It does not contain pass-codes. */
export interface DealerEvent {
  readonly kind: 'dealer-asked';
  /** A command of the dealer's rules: `request-reset`, `approve`, … */
  readonly action: string;
  /** The account. */
  readonly by: string;
  readonly requestNumber: string | null;
  /** The outcome (`requested`, `approved`, …); null where it was refused. */
  readonly outcome: string | null;
  /** The refusal's code; null where there was none. */
  readonly refusal: string | null;
}

/** What somebody around the car did: the dealer, or a gateway between the car and a tester. */
export type OutsideEvent = DealerEvent | Extract<BusEvent, { readonly kind: 'fault-struck' }>;

/** An event other than a frame. `source` is the node, `stimulus`, `dealer` or `bus`. */
export interface CarEvent {
  readonly timeUs: Micros;
  readonly source: string;
  readonly event: NodeReport | Stimulus | BusEvent;
}

/** An event: a frame, or anything else. */
export type CarRecord = FrameRecord | CarEvent;

/** Observes a car. It may keep what it gets; it must not act on the car from inside. */
export interface CarObserver {
  frame?(timeUs: Micros, frame: CanFrame, sender: string): void;
  event?(event: CarEvent): void;
  /** The Smart Key ECU's state may be another from this instant on; what it reports of it comes afterwards. */
  changed?(timeUs: Micros): void;
  /** It watches from here on; `timers` reports at any time which timers of the Smart Key ECU run. */
  attached?(timers: () => readonly EcuTimer[]): void;
}
