import type { Conversation } from '../tester/conversation.ts';
import type { FailureReason } from '../tester/failure-reasons.ts';
import type { TroubleCode } from '../tester/trouble-codes.ts';
import type { IdentifierReading } from '../tester/identifier-readings.ts';

/** A utility in progress. */
export type ToolUtility = Conversation<ToolResult>;

/** How a run of a utility ended. */
export type ToolResult = ToolDone | ToolFailure;

export type UtilityName = 'reset' | 'register' | 'erase' | 'read' | 'faults' | 'clear';

/** How many keys the vehicle has now, read back after the procedure. */
export interface KeyCount {
  readonly registered: number;
  readonly freeSlots: number;
}

export interface ResetDone {
  readonly kind: 'done';
  readonly utility: 'reset';
  readonly vin: string;
  readonly keysErased: number;
  readonly keys: KeyCount;
}

export interface RegisterDone {
  readonly kind: 'done';
  readonly utility: 'register';
  readonly vin: string;
  /** Mode of the last run: with registered keys, or the first after a reset (REG-2). */
  readonly mode: 'additional' | 'initial';
  /** Ids in the order in which they were registered. */
  readonly added: readonly number[];
  readonly keys: KeyCount;
}

interface EraseDone {
  readonly kind: 'done';
  readonly utility: 'erase';
  readonly vin: string;
  /** Ids touched in the window, and so kept. */
  readonly kept: readonly number[];
  readonly keysErased: number;
  readonly keys: KeyCount;
}

interface ReadDone {
  readonly kind: 'done';
  readonly utility: 'read';
  readonly vin: string | null;
  readonly readings: readonly IdentifierReading[];
  readonly keys: KeyCount;
}

interface FaultsDone {
  readonly kind: 'done';
  readonly utility: 'faults';
  readonly vin: string | null;
  readonly faults: readonly TroubleCode[];
}

interface ClearDone {
  readonly kind: 'done';
  readonly utility: 'clear';
  readonly vin: string | null;
  /** The state just before, for the codes to be cleared. */
  readonly cleared: readonly TroubleCode[];
  /** The codes stored now: faults that are still present. */
  readonly faults: readonly TroubleCode[];
}

export type ToolDone = ResetDone | RegisterDone | EraseDone | ReadDone | FaultsDone | ClearDone;

/**
 * The origin of the failure. `vehicle`: the ECU refused or ended the procedure; `bench`: it cannot be reached, or the
 * operator was missing; `dealer`: no pass-code; `person`: the technician exited, or somebody restarted the car.
 */
export type FailureCause = 'vehicle' | 'bench' | 'dealer' | 'person';

/** TEC-6: what happened, in the vehicle's terms, what to do next, and a certain statement whether keys were erased. */
export interface ToolFailure {
  readonly kind: 'failed';
  readonly utility: UtilityName;
  readonly vin: string | null;
  readonly cause: FailureCause;
  /** The vehicle's reason (`door`, `battery`, …) or the tool's (`no-answer`, `wrong-order`, …). */
  readonly reason: FailureReason;
  readonly what: string;
  readonly next: string;
  /** By this run. */
  readonly keysErased: 'yes' | 'no' | 'unknown';
  /** Ids registered by this run before it failed. */
  readonly added: readonly number[];
  /** As read back after the failure; null where the ECU did not answer. */
  readonly keys: KeyCount | null;
}
