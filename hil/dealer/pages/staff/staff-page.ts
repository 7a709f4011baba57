import { html } from 'hono/html';
import type { FormParts, StaffView } from '../../dealer-service.ts';
import { instant } from '../kit/date-time.ts';
import { errorSummary, formOf, INTENT_FIELD, selectField, type SelectOption, textField } from '../kit/form-parts.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { buttonRow, code } from '../kit/html-parts.ts';
import { type FormState, hasErrors } from '../kit/typed-form.ts';
import { NOTHING, type View } from '../kit/view.ts';

/** The path of staff administration. */
export const STAFF_PATH = '/dealer/staff';

interface StaffParts {
  readonly viewer: Viewer;
  readonly notice: string | null;
  readonly staff: readonly StaffView[];
  readonly titles: FormParts['titles'];
  /** Enrolling a staff member. */
  readonly form: FormState;
  readonly submissionId: string;
}

/** In the form's order. */
export const STAFF_LABELS: Readonly<Record<string, string>> = { staffId: 'Staff ID', name: 'Name', title: 'Job title' };

/** The dealer's staff with job titles, and the form for enrolment. */
export function staffPage({ viewer, notice, staff, titles, form, submissionId }: StaffParts): View {
  const managers = staff.filter(({ powers }) => powers.approves).length;
  return page({
    title: 'Staff',
    viewer,
    tab: 'staff',
    notice,
    hasErrors: hasErrors(form),
    body: html`${errorSummary(form, STAFF_LABELS)}
      <p class="intro">
        The job title decides who may approve a reset. ${managers} of ${staff.length} may; with fewer than two, the
        dealer gets no pass-codes.
      </p>
      <section aria-labelledby="enrolled">
        <h2 id="enrolled">Enrolled</h2>
        <ul class="members">
          ${staff.map(memberCard)}
        </ul>
      </section>
      <section aria-labelledby="enrol">
        <h2 id="enrol">Enrol a staff member</h2>
        ${formOf(
          { action: STAFF_PATH, csrfToken: viewer.csrfToken, submissionId },
          html`<div class="card narrow">
            ${textField(form, {
              name: 'staffId',
              label: 'Staff ID',
              hint: 'For signing in: 2 to 32 lowercase letters, digits, dots and hyphens, starting with a letter',
              width: 'medium',
            })}
            ${textField(form, { name: 'name', label: 'Name', hint: 'As it appears on requests and reports' })}
            ${selectField(form, {
              name: 'title',
              label: 'Job title',
              hint: 'A star marks titles that may approve.',
              options: titleOptions(titles),
            })}
            ${buttonRow(html`<button type="submit" name="${INTENT_FIELD}" value="enrol">Enrol</button>`)}
          </div>`,
        )}
      </section>`,
  });
}

function memberCard(member: StaffView): View {
  return html`<li>
    <p class="member">
      <strong>${member.name}</strong> ${code(member.id)}<span>${member.title}</span>
      ${member.powers.approves ? html`<span class="badge approved">may approve</span>` : NOTHING}
      ${member.mustChangePassword ? oneTimeBadge(member.oneTimePasswordTillMs) : NOTHING}
    </p>
    <p>
      <a href="${memberPath(member.id)}">Change<span class="unseen"> ${member.name}</span></a>
    </p>
  </li>`;
}

/** A first password that is still being stored has no expiry yet. */
function oneTimeBadge(tillMs: number | null): View {
  const till = tillMs === null ? NOTHING : html` until ${instant(tillMs)}`;
  return html`<span class="badge open">one-time password${till}</span>`;
}

/** The path of a member's page. */
export function memberPath(staffId: string): string {
  return `${STAFF_PATH}/${encodeURIComponent(staffId)}`;
}

/** Job titles to choose from; those that may approve have a star. */
export function titleOptions(titles: FormParts['titles']): readonly SelectOption[] {
  return titles.map(({ title, approves }) => ({ value: title, text: approves ? `${title} ★` : title }));
}
