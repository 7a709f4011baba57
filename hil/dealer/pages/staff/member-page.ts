import { html } from 'hono/html';
import type { FormParts, StaffView } from '../../dealer-service.ts';
import { boxGroup, errorSummary, formOf, INTENT_FIELD, selectField } from '../kit/form-parts.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { buttonRow, code } from '../kit/html-parts.ts';
import { memberPath, STAFF_LABELS, STAFF_PATH, titleOptions } from './staff-page.ts';
import { type FormState, hasErrors } from '../kit/typed-form.ts';
import type { View } from '../kit/view.ts';

/** A box for confirmation. */
export const SURE_FIELD = 'sure';

interface MemberParts {
  readonly viewer: Viewer;
  readonly notice: string | null;
  readonly member: StaffView;
  readonly titles: FormParts['titles'];
  /** A person cannot change or remove their own account. */
  readonly isOneself: boolean;
  readonly form: FormState;
  readonly submissionId: string;
}

/** One member: another title, a new one-time password, removal. */
export function memberPage(parts: MemberParts): View {
  const { viewer, notice, member, isOneself, form } = parts;
  return page({
    title: member.name,
    viewer,
    tab: 'staff',
    notice,
    hasErrors: hasErrors(form),
    body: html`${errorSummary(form, { ...STAFF_LABELS, [SURE_FIELD]: 'Removal' })}
      <p class="intro">Staff ID ${code(member.id)}, ${member.title}.</p>
      ${
        isOneself
          ? html`<p class="note">This is you. Only another administrator can change your title or your account.</p>`
          : html`${titleSection(parts)} ${passwordSection(parts)} ${removalSection(parts)}`
      }
      <p class="back-link"><a href="${STAFF_PATH}">Staff</a></p>`,
  });
}

function titleSection({ viewer, member, titles, form, submissionId }: MemberParts): View {
  return html`<section class="card narrow" aria-labelledby="title-change">
    <h2 id="title-change">Job title</h2>
    ${formOf(
      { action: memberPath(member.id), csrfToken: viewer.csrfToken, submissionId },
      html`${selectField(form, {
        name: 'title',
        label: 'New job title',
        hint: 'A star marks titles that may approve.',
        options: titleOptions(titles),
      })}
      ${buttonRow(html`<button type="submit" name="${INTENT_FIELD}" value="change-title">Change title</button>`)}`,
    )}
  </section>`;
}

function passwordSection({ viewer, member, submissionId }: MemberParts): View {
  return html`<section class="card narrow" aria-labelledby="password-reset">
    <h2 id="password-reset">Password</h2>
    <p>Creates a one-time password to hand over. ${member.name}’s old password and all sessions end.</p>
    ${formOf(
      { action: memberPath(member.id), csrfToken: viewer.csrfToken, submissionId },
      buttonRow(
        html`<button type="submit" class="secondary" name="${INTENT_FIELD}" value="reset-password">
          Create a one-time password
        </button>`,
      ),
    )}
  </section>`;
}

function removalSection({ viewer, member, form, submissionId }: MemberParts): View {
  return html`<section class="card narrow" aria-labelledby="removal">
    <h2 id="removal">Remove account</h2>
    <p>Closes the account. The staff ID is never reused.</p>
    ${formOf(
      { action: memberPath(member.id), csrfToken: viewer.csrfToken, submissionId },
      html`${boxGroup(form, {
        name: SURE_FIELD,
        legend: 'This cannot be undone',
        boxes: [{ id: 'yes', text: `${member.name} has left or no longer needs access.` }],
      })}
      ${buttonRow(
        html`<button type="submit" class="danger" name="${INTENT_FIELD}" value="remove">Remove ${member.name}</button>`,
      )}`,
    )}
  </section>`;
}
