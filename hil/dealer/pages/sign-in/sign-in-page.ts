import { html } from 'hono/html';
import { errorSummary, formOf, hidden, textField } from '../kit/form-parts.ts';
import { keptFieldsOf, NEXT_FIELD } from '../kit/kept-fields.ts';
import { page } from '../kit/layout.ts';
import { buttonRow } from '../kit/html-parts.ts';
import { type FormState, hasErrors, type Typed } from '../kit/typed-form.ts';
import { NOTHING, type View } from '../kit/view.ts';

/** The path of the sign-in page. */
export const SIGN_IN_PATH = '/dealer/sign-in';

interface SignInParts {
  readonly form: FormState;
  /** A path of these pages. */
  readonly next: string;
  /** A form that was sent after the session had ended; it is restored after signing in. */
  readonly kept: Typed | null;
  readonly notice?: string | null;
}

const LABELS: Readonly<Record<string, string>> = { account: 'Staff ID', password: 'Password' };

/** The page for people who are not signed in. */
export function signInPage({ form, next, kept, notice = null }: SignInParts): View {
  return page({
    title: 'Sign in',
    viewer: null,
    notice,
    hasErrors: hasErrors(form),
    body: html`${errorSummary(form, LABELS)}
    ${
      kept === null
        ? NOTHING
        : html`<p class="note">Your session ended before the form was submitted. Sign in to restore your entries.</p>`
    }
    ${formOf(
      { action: SIGN_IN_PATH },
      html`<div class="card narrow">
        ${hidden(NEXT_FIELD, next)} ${keptFieldsOf(kept)}
        ${textField(form, { name: 'account', label: 'Staff ID', autocomplete: 'username' })}
        ${textField(form, {
          name: 'password',
          label: 'Password',
          type: 'password',
          autocomplete: 'current-password',
          hint: 'At first sign-in, use the one-time password you were given.',
        })}
        ${buttonRow(html`<button type="submit">Sign in</button>`)}
      </div>`,
    )}`,
  });
}
