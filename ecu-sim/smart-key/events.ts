import type { MessageLost } from '../../can-bus/isotp/lost-message.ts';
import type { BuzzerName } from './buzzers.ts';
import type { KeyProcedure, OutcomeName, ProcedureName, ProcedureStateName, ReasonName } from '../description/codes.ts';

/** Events of the firmware, for observers. None of them needs an answer. */
export type SmartKeyEvent =
  | { readonly kind: 'beeps-ordered'; readonly buzzer: BuzzerName; readonly count: number }
  | { readonly kind: 'buzzer'; readonly buzzer: BuzzerName; readonly on: boolean }
  | { readonly kind: 'procedure'; readonly procedure: ProcedureName; readonly state: ProcedureStateName }
  | {
      readonly kind: 'history';
      readonly procedure: KeyProcedure;
      readonly outcome: OutcomeName;
      readonly reason: ReasonName;
    }
  | { readonly kind: 'session'; readonly session: 'default' | 'extended' }
  | { readonly kind: 'security'; readonly unlockedLevel: number }
  /** The transponder of the key took the vehicle's identity (KEY-1). */
  | { readonly kind: 'key-bound'; readonly keyId: number; readonly vin: string }
  | { readonly kind: 'memory-written'; readonly blocks: readonly string[] }
  | { readonly kind: 'memory-damaged'; readonly blocks: readonly string[] }
  /** One copy of these was damaged, and has been restored from the other (VEH-5). */
  | { readonly kind: 'memory-repaired'; readonly parts: readonly string[] }
  /** The power failed during a write (a fault of the bench); the ECU is off. */
  | {
      readonly kind: 'memory-write-cut';
      readonly blocks: readonly string[];
      readonly bytesWritten: number;
      readonly totalBytes: number;
    }
  | { readonly kind: 'lock-request'; readonly request: 'lock' | 'unlock-driver' | 'unlock-all' }
  | { readonly kind: 'flashers'; readonly count: number }
  | { readonly kind: 'trunk-opener' }
  | { readonly kind: 'alarm'; readonly on: boolean }
  | { readonly kind: 'fault'; readonly code: string; readonly on: boolean }
  | { readonly kind: 'ecu'; readonly state: 'off' | 'booting' | 'running' }
  | {
      readonly kind: 'uds';
      readonly endpoint: string;
      readonly direction: 'request' | 'response';
      readonly payload: Uint8Array;
    }
  | MessageLost;

/** How the ECU answers a key touched to the engine switch, and why it does nothing. */
export const TOUCH_REACTIONS = ['none', 'start-permitted', 'key-recognised', 'registered', 'kept', 'refused'] as const;
export const TOUCH_REASONS = [
  'ecu-off',
  'not-registered',
  'not-started',
  'window-not-open',
  'delete-under-way',
  'already-touched',
  'procedure-under-way',
  // Of a key that a registration refuses (REG-6), by the names of the ECU's codes:
  'antenna',
  'already-registered',
  'bound-elsewhere-or-retired',
  'weak-key-battery',
] as const;
export type TouchReason = (typeof TOUCH_REASONS)[number];

/** The car's reaction to the operator: what happened, or why nothing did. */
export interface Reaction<Name extends string, Reason extends string> {
  readonly reaction: Name;
  /** Null where the reaction needs no reason. */
  readonly reason: Reason | null;
}

export type TouchReaction = Reaction<(typeof TOUCH_REACTIONS)[number], TouchReason>;
