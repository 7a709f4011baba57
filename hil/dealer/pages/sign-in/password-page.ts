import { html } from 'hono/html';
import { errorSummary, formOf, hidden, textField } from '../kit/form-parts.ts';
import { keptFieldsOf, NEXT_FIELD } from '../kit/kept-fields.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { buttonRow } from '../kit/html-parts.ts';
import { type FormState, hasErrors, type Typed } from '../kit/typed-form.ts';
import { NOTHING, type View } from '../kit/view.ts';

interface PasswordParts {
  readonly viewer: Viewer;
  readonly form: FormState;
  readonly next: string;
  /** A form that was sent before; it is restored afterwards. */
  readonly kept: Typed | null;
  /** The present password is a one-time one: nothing else is possible before it is changed. */
  readonly isForced: boolean;
  /** The rule for passwords. */
  readonly rule: string;
}

const LABELS: Readonly<Record<string, string>> = {
  password: 'Current password',
  newPassword: 'New password',
  newPasswordAgain: 'Confirm new password',
};

/** A new password to replace the present one. */
export function passwordPage({ viewer, form, next, kept, isForced, rule }: PasswordParts): View {
  return page({
    title: isForced ? 'Choose your password' : 'Change password',
    viewer: isForced ? { ...viewer, tabs: [] } : viewer,
    hasErrors: hasErrors(form),
    body: html`${errorSummary(form, LABELS)}
    ${
      isForced
        ? html`<p class="note">You signed in with a one-time password. Choose your own password to continue.</p>`
        : NOTHING
    }
    ${kept === null ? NOTHING : html`<p class="note">Your entries are saved and restored after this step.</p>`}
    ${formOf(
      { action: '/dealer/password', csrfToken: viewer.csrfToken },
      html`<div class="card narrow">
        ${hidden(NEXT_FIELD, next)} ${keptFieldsOf(kept)}
        ${textField(form, {
          name: 'password',
          label: isForced ? 'One-time password' : 'Current password',
          type: 'password',
          autocomplete: 'current-password',
        })}
        ${textField(form, {
          name: 'newPassword',
          label: 'New password',
          type: 'password',
          autocomplete: 'new-password',
          hint: rule,
        })}
        ${textField(form, {
          name: 'newPasswordAgain',
          label: 'Confirm new password',
          type: 'password',
          autocomplete: 'new-password',
        })}
        ${buttonRow(html`<button type="submit">Save password</button>`)}
      </div>`,
    )}`,
  });
}
