import type { Refusal } from '../../rules/dealer-commands.ts';
import { statusOf } from '../../server/refusal-error.ts';
import { type FormState, withError } from './typed-form.ts';

/** A refusal as sentences: the problem, and how to fix it. */
export function refusalText({ message, hint }: Pick<Refusal, 'message' | 'hint'>): string {
  return `${sentence(message)} ${sentence(hint)}`;
}

/** The form with a refusal: at its field where the form has it, otherwise above all fields. */
export function withRefusal(form: FormState, refusal: Refusal, fields: readonly string[]): FormState {
  const field = refusal.field !== undefined && fields.includes(refusal.field) ? refusal.field : null;
  return withError(form, field, refusalText(refusal));
}

const PROBLEM_STATUSES = [403, 404, 409, 422, 429, 503] as const;
export type ProblemStatus = (typeof PROBLEM_STATUSES)[number];

/** The HTTP status of a page that shows a refusal: a wrong password is an error in the form. */
export function refusalStatus(refusal: Refusal): ProblemStatus {
  const status = statusOf(refusal);
  return PROBLEM_STATUSES.find((known) => known === status) ?? 422;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
