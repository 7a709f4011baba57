import { parseWithZod } from '@conform-to/zod/v4';
import type { z } from 'zod';

/** Entries of a form, by field; a field with several boxes has several values. */
export type Typed = Readonly<Record<string, readonly string[]>>;

/** A form as displayed: with its entries and its errors. */
export interface FormState {
  readonly typed: Typed;
  /** By field; a box of a group is `group.value`. */
  readonly errors: Readonly<Record<string, string>>;
  /** Errors that belong to no field. */
  readonly problem: string | null;
}

/** An empty form, or one that is already filled in. */
export function freshForm(typed: Typed = {}): FormState {
  return { typed, errors: {}, problem: null };
}

/** The first value of a field, empty where there is none. */
export function typedText(form: FormState, name: string): string {
  return form.typed[name]?.[0] ?? '';
}

/** Whether a box of a group of that name is ticked. */
export function isTicked(form: FormState, name: string, value: string): boolean {
  return form.typed[name]?.includes(value) ?? false;
}

export function hasErrors(form: FormState): boolean {
  return form.problem !== null || Object.keys(form.errors).length > 0;
}

/** The same form with one more error, which the server found after checking its fields. */
export function withError(form: FormState, field: string | null, message: string): FormState {
  if (field === null) return { ...form, problem: message };
  return { ...form, errors: { ...form.errors, [field]: message } };
}

/** Only a form's own fields: nothing else of a request is used. */
export function pickTyped(body: URLSearchParams, fields: readonly string[]): Typed {
  return Object.fromEntries(fields.filter((field) => body.has(field)).map((field) => [field, body.getAll(field)]));
}

type FormReading<Value> =
  | { readonly kind: 'read'; readonly value: Value; readonly form: FormState }
  | { readonly kind: 'invalid'; readonly form: FormState };

/** Reads a form by its schema: its value, or every invalid field, with the entries. */
export function readTyped<Value>(typed: Typed, schema: z.ZodType<Value>): FormReading<Value> {
  const entries = new URLSearchParams();
  for (const [field, values] of Object.entries(typed)) for (const value of values) entries.append(field, value);
  const submission = parseWithZod(entries, { schema });
  if (submission.status === 'success') {
    return { kind: 'read', value: submission.value, form: freshForm(typed) };
  }
  const errors: Record<string, string> = {};
  for (const [field, messages] of Object.entries(submission.error ?? {})) {
    const [first] = messages ?? [];
    if (first !== undefined) errors[field] = first;
  }
  return { kind: 'invalid', form: { typed, errors, problem: null } };
}
