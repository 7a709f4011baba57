import type { KeySeedText } from '../../../ecu-sim/identity/seed-data.ts';
import type { DealerState, StaffMember } from './dealer-state.ts';

/** A technician (or anyone enrolled) requests approval of a reset (DLR-3). */
export interface RequestResetCommand {
  readonly kind: 'request-reset';
  readonly actorId: string;
  readonly vin: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  /** Ids of the ticked boxes of the identification policy. */
  readonly tickedPolicies: readonly string[];
  readonly managerIds: readonly string[];
}

/** A manager approves (DLR-4). */
export interface ApproveCommand {
  readonly kind: 'approve';
  readonly actorId: string;
  readonly requestNumber: string;
  /** Ids of the ticked boxes of the approval policy. */
  readonly tickedPolicies: readonly string[];
}

/** A manager declines (DLR-4). */
export interface DeclineCommand {
  readonly kind: 'decline';
  readonly actorId: string;
  readonly requestNumber: string;
}

/** The repair is complete, or the request is withdrawn: it issues no more pass-codes (DLR-5). */
export interface CloseCommand {
  readonly kind: 'close';
  readonly actorId: string;
  readonly requestNumber: string;
}

/** The first pass-code of a reset, six digits (DLR-6). */
export interface IssueResetPassCodeCommand {
  readonly kind: 'issue-reset-pass-code';
  readonly actorId: string;
  readonly requestNumber: string;
  /** The scan tool's software version. */
  readonly toolVersion: string;
  /** The seed number shown by the tool: 16 hexadecimal digits. */
  readonly seedNumber: string;
}

/** A pass-code of levels 2 to 4, twelve hexadecimal digits: reset step 2, add or remove keys (DLR-7). */
export interface IssueKeyPassCodeCommand extends KeySeedText {
  readonly kind: 'issue-key-pass-code';
  readonly actorId: string;
  readonly vin: string;
  /** The character that the tool shows after the VIN, Luhn modulo 36. */
  readonly vinCheckDigit: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  readonly toolVersion: string;
}

/** Enrols a staff member (DLR-1). */
export interface EnrolCommand {
  readonly kind: 'enrol';
  readonly actorId: string;
  readonly staffId: string;
  readonly name: string;
  readonly title: string;
}

/** Changes a job title (DLR-1). */
export interface ChangeTitleCommand {
  readonly kind: 'change-title';
  readonly actorId: string;
  readonly staffId: string;
  readonly title: string;
}

/** Removes a staff member. */
export interface RemoveCommand {
  readonly kind: 'remove';
  readonly actorId: string;
  readonly staffId: string;
}

/** Creates a one-time password. The password itself belongs to the accounts, not to the rules. */
export interface ResetPasswordCommand {
  readonly kind: 'reset-password';
  readonly actorId: string;
  readonly staffId: string;
}

/** An administrator's action on the staff. */
export type StaffCommand = EnrolCommand | ChangeTitleCommand | RemoveCommand | ResetPasswordCommand;

export type DealerCommand =
  | RequestResetCommand
  | ApproveCommand
  | DeclineCommand
  | CloseCommand
  | IssueResetPassCodeCommand
  | IssueKeyPassCodeCommand
  | StaffCommand;

/** A form field's name, as in the commands. */
export type DealerField =
  | 'actorId'
  | 'requestNumber'
  | 'vin'
  | 'vinCheckDigit'
  | 'repairOrder'
  | 'customerLastName'
  | 'tickedPolicies'
  | 'managerIds'
  | 'toolVersion'
  | 'seedNumber'
  | 'data1'
  | 'data1CheckDigit'
  | 'data2'
  | 'data2CheckDigit'
  | 'data3'
  | 'account'
  | 'password'
  | 'newPassword'
  | 'staffId'
  | 'name'
  | 'title'
  | 'month';

/** Why the rules refuse a command; the last where the server does not answer (a fault). */
export const RULE_REFUSALS = [
  'unknown-actor',
  'too-few-managers',
  'invalid-field',
  'policy-not-accepted',
  'managers-not-chosen',
  'request-pending',
  'numbers-exhausted',
  'unknown-request',
  'not-allowed',
  'already-settled',
  'not-approved',
  'approval-expired',
  'tool-too-old',
  'unknown-staff',
  'staff-exists',
  'oneself',
  'no-answer',
] as const;

export type RefusalCode =
  | (typeof RULE_REFUSALS)[number]
  // Refusals concerning accounts and sessions, outside of the rules:
  | 'not-signed-in'
  | 'wrong-password'
  | 'one-time-password-expired'
  | 'locked'
  | 'too-many-attempts'
  | 'busy'
  | 'database-changed'
  | 'password-must-change'
  | 'password-again'
  | 'csrf';

/** Why a command was not carried out; the state is unchanged, and nothing is logged. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  /** The invalid form field, if it is a single one. */
  readonly field?: DealerField;
  /** For a mistyped field: the field of its check digit, and the check digit of what was typed (DLR-10). */
  readonly checkDigit?: { readonly field: DealerField; readonly expected: string };
  /** For `request-pending`: the number of the existing request. */
  readonly requestNumber?: string;
  /** For `locked`, `too-many-attempts` and `busy`: seconds to wait before another attempt. */
  readonly retryAfterS?: number;
  readonly message: string;
  /** How to fix it. */
  readonly hint: string;
}

export type Accepted =
  | { readonly kind: 'requested'; readonly requestNumber: string; readonly managerIds: readonly string[] }
  | { readonly kind: 'approved'; readonly requestNumber: string; readonly validTillMs: number }
  | { readonly kind: 'declined'; readonly requestNumber: string }
  | { readonly kind: 'closed'; readonly requestNumber: string }
  | { readonly kind: 'reset-pass-code'; readonly requestNumber: string; readonly passCode: string }
  | { readonly kind: 'key-pass-code'; readonly passCode: string }
  | { readonly kind: 'enrolled'; readonly staff: StaffMember }
  | { readonly kind: 'title-changed'; readonly staff: StaffMember }
  | { readonly kind: 'removed'; readonly staff: StaffMember }
  | { readonly kind: 'password-reset'; readonly staff: StaffMember };

export type DealerOutcome = Accepted | Refusal;

/** What the transaction log lists. `expired` is in it only where a bench has made an approval expire. */
export const RECORD_KINDS = [
  'requested',
  'approved',
  'declined',
  'closed',
  'expired',
  'reset-pass-code',
  'key-pass-code',
  'enrolled',
  'title-changed',
  'removed',
  'password-reset',
] as const;

/**
 * One line of the transaction log (DLR-9): who did what, for which car or staff member. It is self-contained, names
 * included, because staff may change. It does not contain the pass-code, but the seed it belongs to.
 */
export interface DealerRecord {
  /** `expired` is logged only where a bench has made an approval expire; otherwise it follows from its "valid till". */
  readonly kind: Accepted['kind'] | 'expired';
  readonly epochMs: number;
  readonly dealerCode: string;
  readonly dealerName: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly actorTitle: string;
  /** The car's data, as far as they apply; null where the record is about staff. */
  readonly vin: string | null;
  readonly repairOrder: string | null;
  readonly customerLastName: string | null;
  readonly requestNumber: string | null;
  readonly toolVersion: string | null;
  readonly seed: string | null;
  /** The staff member concerned, after the action; null where the record is about a car. */
  readonly staff: Omit<StaffMember, 'dealerCode'> | null;
}

/** The result of a step: the new state, the answer, and the log record, which is null after a refusal. */
export interface DealerStep {
  readonly state: DealerState;
  readonly outcome: DealerOutcome;
  readonly record: DealerRecord | null;
}

/** An instant of the dealer's calendar. */
export interface DealerNow {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly epochMs: number;
}

/** The settings of one dealer server. */
export interface DealerConfig {
  /** Shared with the cars: a profile's `passcodeSecret`. */
  readonly passcodeSecret: string;
}

export function refuse(refusal: Omit<Refusal, 'kind'>): Refusal {
  return { kind: 'refused', ...refusal };
}
