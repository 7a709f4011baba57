import { html } from 'hono/html';
import type { DealerAccess } from '../../server/dealer-guard.ts';
import { errorSummary, formOf, hidden, INTENT_FIELD, textField } from '../kit/form-parts.ts';
import { keptFieldsOf, NEXT_FIELD } from '../kit/kept-fields.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { buttonRow } from '../kit/html-parts.ts';
import { type FormState, hasErrors, type Typed } from '../kit/typed-form.ts';
import { NOTHING, type View } from '../kit/view.ts';

/** Tabs that ask for the password again (DLR-8). */
export type GuardedTab = 'reset' | 'keys';

interface PasswordAgainParts {
  readonly viewer: Viewer;
  readonly tab: GuardedTab;
  readonly form: FormState;
  /** The requested page, with the data sent by the scan tool. */
  readonly next: string;
  /** A form that was sent after the confirmation had expired; it is restored afterwards. */
  readonly kept: Typed | null;
}

/** The tab that an access requires. */
export function tabOfAccess(access: DealerAccess): GuardedTab | null {
  if (access === 'immobilizer-reset') return 'reset';
  return access === 'add-remove-key' ? 'keys' : null;
}

const LABELS: Readonly<Record<string, string>> = { password: 'Password' };

const HEADINGS: Readonly<Record<GuardedTab, string>> = { reset: 'Immobilizer Reset', keys: 'Add/Remove Key' };

/** The bulletin's figures 2, 12, 19 (reset) and 25, 35, 52 (keys). */
export function passwordAgainPage({ viewer, tab, form, next, kept }: PasswordAgainParts): View {
  return page({
    title: HEADINGS[tab],
    viewer,
    tab,
    hasErrors: hasErrors(form),
    body: html`${errorSummary(form, LABELS)} ${introduction(tab)}
    ${kept === null ? NOTHING : html`<p class="note">Your entries are saved and restored after this step.</p>`}
    ${formOf(
      { action: `/dealer/${tab}/password`, csrfToken: viewer.csrfToken },
      html`<div class="card narrow">
        ${hidden(NEXT_FIELD, next)} ${keptFieldsOf(kept)}
        ${textField(form, {
          name: 'password',
          label: 'Password',
          type: 'password',
          autocomplete: 'current-password',
          hint: `Re-enter your password to open ${HEADINGS[tab]}.`,
        })}
        ${buttonRow(
          html`<button type="submit" name="${INTENT_FIELD}" value="login">Login</button>
            <a class="button secondary" href="${next}">Clear</a>`,
        )}
      </div>`,
    )}`,
  });
}

function introduction(tab: GuardedTab): View {
  switch (tab) {
    case 'reset':
      return html`<p class="intro">
        All keys are lost: ask your managers to approve a reset, and get its first pass-code here once one of them has.
        A reset erases every registered key for good.
      </p>`;
    case 'keys':
      return html`<p class="intro">
        A pass-code for the second step of a reset, for Smart Code Registration or for Undesignated Key Permanent
        Erasure. A key that was erased never works again, on any vehicle.
      </p>`;
  }
}
