import { negativeResponseName } from '../../can-bus/uds/negative-response-codes.ts';
import type { CarView } from './car-view.ts';
import { CONDITION_ROWS, isConditionReason } from './condition-refusals.ts';
import { OPERATOR_ROWS } from './operator-refusals.ts';
import type { Refusal } from './refusal.ts';
import type { RefusalRow } from './refusal-row.ts';
import { NRC_ROWS } from './request-refusals.ts';
import { stepOf } from './request-step.ts';
import { capitalized, hexByte } from './view-words.ts';

/** What was refused, or had no effect. */
type RefusedAttempt =
  | {
      readonly kind: 'request';
      readonly request: Uint8Array;
      readonly nrc: number;
      /** The reason that the ECU put into its history; null where it put none. */
      readonly reason: string | null;
    }
  | {
      readonly kind: 'operator';
      /** The stimulus: `key-touched`, `button-pressed`, `engine-switch-pressed`. */
      readonly action: string;
      readonly reason: string;
      /** 8 hex digits. */
      readonly keyId: string | null;
    };

/** The condition that was not met, and the next step that is allowed; null where nobody knows. */
export function whyNot(view: CarView, attempt: RefusedAttempt): Refusal | null {
  const row = rowOf(view, attempt);
  if (row === null) return null;
  const { rule, condition, value, next } = row;
  const nrc = attempt.kind === 'request' ? attempt.nrc : null;
  const name = attempt.kind === 'request' ? nameOf(attempt.nrc) : attempt.reason;
  const text = `${capitalized(condition)}, and ${value}: ${next}.`;
  return { nrc, name, condition, value, next, rule, text };
}

function rowOf(view: CarView, attempt: RefusedAttempt): RefusalRow | null {
  if (attempt.kind === 'operator') {
    return OPERATOR_ROWS[attempt.action]?.[attempt.reason]?.(view, attempt.keyId) ?? null;
  }
  const step = stepOf(attempt.request);
  const { reason } = attempt;
  const row = reason !== null && isConditionReason(reason) ? CONDITION_ROWS[reason] : NRC_ROWS[attempt.nrc];
  return row?.(view, step) ?? null;
}

function nameOf(nrc: number): string {
  return negativeResponseName(nrc) ?? `0x${hexByte(nrc)}`;
}
