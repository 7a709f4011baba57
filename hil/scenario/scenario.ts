import type { ReceiveFault, SendFault } from '../../can-bus/isotp/types.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { DeadlineName } from '../../ecu-sim/profile/vehicle-limits.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { BenchFault, SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { VehicleChange } from '../car/car.ts';
import type { DealerFaults } from '../dealer/rules/dealer-faults.ts';
import type { FaultPlanForm } from '../faults/fault-form.ts';
import type { BytePattern } from './byte-pattern.ts';
import type { ExpectedParts } from './expectation.ts';
import type { RuleId } from './rules.ts';

/** Where a request goes in, by the names of diagnostics.md. */
export type EndpointChoice = 'oem' | 'generic' | 'functional';

/** What time can be advanced to. */

/** How a hand's action is to be answered; a part that is left out is not looked at. */
export interface ReactionExpectation extends ExpectedParts {
  readonly reaction?: string | undefined;
  readonly reason?: string | null | undefined;
}

/** What a response is to be. */
export type ResponseExpectation =
  /** Any positive response. */
  | { readonly kind: 'positive' }
  | { readonly kind: 'bytes'; readonly pattern: BytePattern }
  | { readonly kind: 'negative'; readonly nrc: number }
  /** Silence. */
  | { readonly kind: 'none' }
  /** The transport fails: request or response broke off. */
  | { readonly kind: 'broken'; readonly fault: TransportFault };

/** Why a request, or its response, did not get through. */
export type TransportFault = SendFault | ReceiveFault;

/** Takes bytes `from` to before `to` of a response, for later requests. */
export interface Capture {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface UdsAction {
  readonly kind: 'uds';
  readonly send: BytePattern;
  readonly endpoint: EndpointChoice;
  readonly expect: ResponseExpectation;
  readonly captures: readonly Capture[];
  /** False: goes on when the request is on the wire, and lets the answer pass. */
  readonly awaitAnswer: boolean;
  /** `responseMs`: from the request's last bit to the final response's; `pending`: how often 0x78 came before. */
  readonly timing: ExpectedParts;
}

/** A frame of the scenario's own. */
export interface FrameSpec {
  readonly id: number;
  readonly extended: boolean;
  readonly fd: boolean;
  readonly data: BytePattern;
}

/** Which frames are meant; null: any. */
export interface FrameMask {
  readonly id: number | null;
  readonly data: BytePattern | null;
}

/** What somebody does at the dealer's. Absent parts are as they should be, or the demo dealer's. */
export interface DealerDeed {
  readonly kind: 'request' | 'approve' | 'decline' | 'close' | 'passCode' | 'retitle';
  /** Id of who does it; the technician, or the first manager for a settlement. */
  readonly by?: string;
  /** Whose title changes (DLR-1), and to what. */
  readonly who?: string;
  readonly title?: string;
  /** The VIN written in the form; the car's. */
  readonly vin?: string;
  readonly repairOrder?: string;
  readonly customer?: string;
  /** Ids of the managers chosen (DLR-3). */
  readonly managers?: readonly string[];
  /** Boxes of the policy. */
  readonly ticks?: 'all' | 'none';
  readonly level?: SecurityLevel;
  readonly seed?: BytePattern;
  readonly toolVersion?: string;
  /** Keeps the pass-code under this name, for a request. */
  readonly capture?: string;
}

/** One run of a utility of the scan tool. Keys by their names, in the order in which they are touched. */
export type ToolRun =
  { readonly utility: 'reset' } | { readonly utility: 'register' | 'erase'; readonly touch: readonly string[] };

/** What one step does. Keys, cars and captures by name; the names are known to exist. */
export type Action =
  | { readonly kind: 'vehicle'; readonly change: VehicleChange }
  | { readonly kind: 'startEngine'; readonly expect: ExpectedParts }
  | { readonly kind: 'touch'; readonly key: string; readonly expect: ReactionExpectation }
  | { readonly kind: 'move'; readonly key: string; readonly to: 'cabin' | 'outside' }
  | {
      readonly kind: 'press';
      readonly key: string;
      readonly button: KeyButton;
      readonly holdMs: number;
      readonly expect: ReactionExpectation;
    }
  | { readonly kind: 'powerCycle'; readonly offUs: Micros }
  | { readonly kind: 'fault'; readonly fault: BenchFault; readonly on: boolean }
  | { readonly kind: 'faults'; readonly form: FaultPlanForm }
  | { readonly kind: 'clearFaults' }
  | { readonly kind: 'dealerFaults'; readonly faults: Partial<DealerFaults> }
  | UdsAction
  | { readonly kind: 'unlock'; readonly level: SecurityLevel }
  | { readonly kind: 'passcode'; readonly level: SecurityLevel; readonly wrong: boolean; readonly nrc: number | null }
  | { readonly kind: 'tool'; readonly run: ToolRun; readonly expect: ExpectedParts }
  | { readonly kind: 'keepAlive'; readonly on: boolean }
  | { readonly kind: 'at'; readonly timeUs: Micros }
  | { readonly kind: 'advance'; readonly spanUs: Micros }
  | { readonly kind: 'advanceTo'; readonly deadline: DeadlineName; readonly offsetUs: number }
  | { readonly kind: 'within'; readonly timeUs: Micros; readonly expect: ExpectedParts }
  | { readonly kind: 'expect'; readonly expect: ExpectedParts }
  | {
      readonly kind: 'frame';
      readonly message: string;
      readonly signals: ExpectedParts;
      /** Waits that long for a frame that fits; null looks at the last one. */
      readonly withinUs: Micros | null;
    }
  /** The same by id and bytes. */
  | { readonly kind: 'rawFrame'; readonly id: number; readonly data: BytePattern; readonly withinUs: Micros | null }
  | { readonly kind: 'noFrame'; readonly mask: FrameMask; readonly forUs: Micros }
  | {
      readonly kind: 'send';
      readonly frame: FrameSpec;
      readonly traffic: { readonly name: string; readonly cycleUs: Micros } | null;
    }
  | { readonly kind: 'stopSending'; readonly name: string }
  | { readonly kind: 'dealer'; readonly deed: DealerDeed; readonly expect: ExpectedParts };

export type ActionKind = Action['kind'];

export interface Step {
  /** From 0, over `given` and `steps`. */
  readonly index: number;
  /** Where it is written: the scenario's file, or that of a fragment. */
  readonly file: string;
  /** In the file, from 1. */
  readonly line: number;
  readonly column: number;
  /** `given`: what has to hold before; where it cannot be reached the scenario is inconclusive. */
  readonly phase: 'given' | 'steps';
  readonly car: string;
  readonly rules: readonly RuleId[];
  readonly note: string | null;
  readonly action: Action;
}

/** A key of the scenario, before the first step. */
export interface KeySpec {
  readonly name: string;
  /** The car in which it is registered; null for one that is in no slot. */
  readonly registeredIn: string | null;
  /** Null lets the bench choose. */
  readonly id: number | null;
  /** The vehicle it is bound to, by VIN; null for a blank key, or where `registeredIn` says it. */
  readonly boundVin: string | null;
  /** The car in whose cabin it lies. */
  readonly cabinOf: string | null;
  readonly batteryMv: number;
}

/** The fields of a profile file that are set, by the file's names. */
export type ProfileFields = Readonly<Record<string, unknown>>;

export interface CarSpec {
  readonly name: string;
  /** What the scenario asks of this car; the bench's profile holds for the rest. */
  readonly profile: ProfileFields;
  /** Key names in the order of the slots. */
  readonly registered: readonly string[];
}

/** A scenario as data: everything a runner needs, and nothing of how it was written. */
export interface Scenario {
  readonly file: string;
  /** Which row of the file's table of variants it is; null where the file has none. */
  readonly variant: string | null;
  /** With the variant's name in brackets behind it, where there is one. */
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly rules: readonly RuleId[];
  /** Null takes the seed of the run. */
  readonly seed: number | null;
  /** Vehicle time at which it fails if it has not ended; null waits for ever. */
  readonly timeoutUs: Micros | null;
  /** Why it is run and shown but does not count; null where it does. */
  readonly quarantine: string | null;
  /** At least one; the first is the one that steps without `car` mean. */
  readonly cars: readonly CarSpec[];
  readonly keys: readonly KeySpec[];
  readonly steps: readonly Step[];
}

/** All rules that a scenario exercises, each once. */
export function rulesOf(scenario: Scenario): readonly RuleId[] {
  return [...new Set([...scenario.rules, ...scenario.steps.flatMap((step) => step.rules)])];
}
