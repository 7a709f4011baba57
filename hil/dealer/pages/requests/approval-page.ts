import { html } from 'hono/html';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY } from '../../rules/policies.ts';
import { boxGroup, errorSummary, formOf, INTENT_FIELD } from '../kit/form-parts.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { buttonRow, detailList, reportNote, tickedPolicy } from '../kit/html-parts.ts';
import type { RequestView } from '../../dealer-service.ts';
import { requestDetails, requestPath, statusDetails } from './request-view.ts';
import { type FormState, hasErrors } from '../kit/typed-form.ts';
import type { View } from '../kit/view.ts';

interface ApprovalParts {
  readonly viewer: Viewer;
  readonly request: RequestView;
  readonly form: FormState;
  readonly submissionId: string;
  readonly notice?: string | null;
}

const LABELS: Readonly<Record<string, string>> = { tickedPolicies: 'Request approval policy' };

/** A request as one of its managers opens it, to approve or decline (the bulletin's figure 16). */
export function approvalPage({ viewer, request, form, submissionId, notice = null }: ApprovalParts): View {
  return page({
    title: `Approve Request ${request.number}?`,
    viewer,
    tab: 'home',
    notice,
    hasErrors: hasErrors(form),
    body: html`${errorSummary(form, LABELS)}
      <p class="intro">
        ${request.requesterName} asks for a reset of this vehicle’s immobilizer. All its registered keys will be erased
        for good. Yours is the only approval it takes.
      </p>
      <section class="card" aria-labelledby="request-details">
        <h2 id="request-details">Request details</h2>
        ${detailList([...requestDetails(request), ...statusDetails(request)])}
        ${tickedPolicy('Positive identification policy, ticked by the technician', IDENTIFICATION_POLICY)}
      </section>
      ${formOf(
        {
          action: requestPath(request.number),
          csrfToken: viewer.csrfToken,
          submissionId,
          defaultIntent: 'approve',
        },
        html`<div class="card">
            ${boxGroup(form, {
              name: 'tickedPolicies',
              legend: 'Request approval policy',
              hint: 'To approve, tick each box once it is true. To decline, leave them empty.',
              boxes: APPROVAL_POLICY,
            })}
          </div>
          ${reportNote()}
          ${buttonRow(
            html`<a class="button secondary" href="/dealer">Back</a>
              <button type="submit" class="danger" name="${INTENT_FIELD}" value="decline">Decline</button>
              <button type="submit" name="${INTENT_FIELD}" value="approve">Approve</button>`,
          )}`,
      )}`,
  });
}
