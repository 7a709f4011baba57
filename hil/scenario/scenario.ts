import type { Micros } from '../../can-bus/time/micros.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { BytePattern } from './byte-pattern.ts';
import type { RuleId } from './rules.ts';

/** The endpoint of a request, by the names of diagnostics.md. */
export type EndpointChoice = 'oem' | 'generic' | 'functional';

/** An action at the dealer's. Absent parts have valid defaults from the demo dealer. */
export interface DealerOperation {
  readonly kind: 'request' | 'approve' | 'decline' | 'close' | 'passCode' | 'retitle';
  /** Id of the acting person; the technician, or the first manager for a decision. */
  readonly by?: string;
  /** Whose title changes (DLR-1), and the new title. */
  readonly who?: string;
  readonly title?: string;
  /** The VIN in the form; the car's where absent. */
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
  /** Stores the pass-code under this name, for a request. */
  readonly capture?: string;
}

/** One run of a utility of the scan tool. Keys by their names, in the order in which they are touched. */
export type ToolRun =
  { readonly utility: 'reset' } | { readonly utility: 'register' | 'erase'; readonly touch: readonly string[] };

/** The action of one step, in plain data. Keys, cars and captures by name; the names have been checked. */
export interface StepAction {
  readonly kind: string;
}

export interface Step<A extends StepAction = StepAction> {
  /** From 0, over `given` and `steps`. */
  readonly index: number;
  /** The scenario's file, or that of a fragment. */
  readonly file: string;
  /** In the file, from 1. */
  readonly line: number;
  readonly column: number;
  /** `given`: preconditions; where one cannot be met the scenario is inconclusive. */
  readonly phase: 'given' | 'steps';
  readonly car: string;
  readonly rules: readonly RuleId[];
  readonly note: string | null;
  readonly action: A;
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

/** The profile fields that are set, by their names in a profile file. */
export type ProfileFields = Readonly<Record<string, unknown>>;

export interface CarSpec {
  readonly name: string;
  /** The scenario's fields for this car; the others are the bench's. */
  readonly profile: ProfileFields;
  /** Key names in the order of the slots. */
  readonly registered: readonly string[];
}

/** A scenario as data: everything a runner needs, independent of how it was written. */
export interface Scenario<A extends StepAction = StepAction> {
  readonly file: string;
  /** The row of the file's table of variants; null where the file has none. */
  readonly variant: string | null;
  /** Followed by the variant's name in brackets, where there is one. */
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly rules: readonly RuleId[];
  /** Null uses the seed of the run. */
  readonly seed: number | null;
  /** Vehicle time after which it fails if it has not ended; null: no limit. */
  readonly timeoutUs: Micros | null;
  /** Why it is run and reported but not counted; null where it counts. */
  readonly quarantine: string | null;
  /** At least one; steps without `car` use the first one. */
  readonly cars: readonly CarSpec[];
  readonly keys: readonly KeySpec[];
  readonly steps: readonly Step<A>[];
}

/** All rules that a scenario covers, each once. */
export function rulesOf(scenario: Scenario): readonly RuleId[] {
  return [...new Set([...scenario.rules, ...scenario.steps.flatMap((step) => step.rules)])];
}
