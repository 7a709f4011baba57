import type { Refusal, RefusalCode } from '../rules/dealer-commands.ts';
import { type FormState, withError } from './typed-form.ts';

/** A refusal as sentences: what is wrong, and what mends it. */
export function refusalText({ message, hint }: Pick<Refusal, 'message' | 'hint'>): string {
  return `${sentence(message)} ${sentence(hint)}`;
}

/** The form with a refusal in it: at its field where the form has it, else above all of them. */
export function withRefusal(form: FormState, refusal: Refusal, fields: readonly string[]): FormState {
  const field = refusal.field !== undefined && fields.includes(refusal.field) ? refusal.field : null;
  return withError(form, field, refusalText(refusal));
}

/** Other than 422, which says that something in the form is wrong. */
const STATUSES: Readonly<Partial<Record<RefusalCode, ProblemStatus>>> = {
  ...{ locked: 429, 'too-many-attempts': 429, busy: 429 },
  ...{ 'not-allowed': 403, csrf: 403 },
  ...{ 'unknown-request': 404, 'unknown-staff': 404 },
  ...{ 'already-settled': 409, 'request-pending': 409, 'not-approved': 409, 'approval-expired': 409 },
  ...{ 'staff-exists': 409, 'no-answer': 503 },
};

export type ProblemStatus = 403 | 404 | 409 | 422 | 429 | 503;

/** The HTTP status of a page that shows a refusal. */
export function refusalStatus({ code }: Refusal): ProblemStatus {
  return STATUSES[code] ?? 422;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
