import type { Micros } from '../../can-bus/time/micros.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { BytePattern } from './byte-pattern.ts';
import type { RuleId } from './rules.ts';

/** Where a request goes in, by the names of diagnostics.md. */
export type EndpointChoice = 'oem' | 'generic' | 'functional';

/** What somebody does at the dealer's. Absent parts are as they should be, or the demo dealer's. */
export interface DealerOperation {
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

/** What one step does, in plain data. Keys, cars and captures by name; the names are known to exist. */
export interface StepAction {
  readonly kind: string;
}

export interface Step<A extends StepAction = StepAction> {
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
export interface Scenario<A extends StepAction = StepAction> {
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
  readonly steps: readonly Step<A>[];
}

/** All rules that a scenario exercises, each once. */
export function rulesOf(scenario: Scenario): readonly RuleId[] {
  return [...new Set([...scenario.rules, ...scenario.steps.flatMap((step) => step.rules)])];
}
