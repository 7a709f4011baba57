import { html } from 'hono/html';
import type { RequestView } from '../../dealer-service.ts';
import { IDENTIFICATION_POLICY } from '../../rules/policies.ts';
import { errorSummary, formOf, INTENT_FIELD, requiredNote, textField } from '../kit/form-parts.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { buttonRow, detailList, reportNote, resetSteps, tickedPolicy } from '../kit/html-parts.ts';
import { requestDetails, requestPath, statusDetails } from './request-view.ts';
import { type FormState, hasErrors } from '../kit/typed-form.ts';
import { toolVersionField, VEHICLE_LABELS } from '../kit/vehicle-form-parts.ts';
import type { View } from '../kit/view.ts';

interface SeedFormParts {
  readonly viewer: Viewer;
  readonly request: RequestView;
  readonly form: FormState;
  readonly submissionId: string;
  readonly notice: string | null;
}

/** In the form's order. */
export const SEED_LABELS: Readonly<Record<string, string>> = {
  toolVersion: VEHICLE_LABELS.toolVersion,
  seedNumber: 'Seed number',
};

/** Version and seed for the first pass-code of a reset (the bulletin's figure 20). */
export function seedFormPage({ viewer, request, form, submissionId, notice }: SeedFormParts): View {
  const path = `${requestPath(request.number)}/pass-code`;
  return page({
    title: 'Immobilizer Reset: seed number',
    viewer,
    tab: 'reset',
    notice,
    hasErrors: hasErrors(form),
    lead: resetSteps(4),
    body: html`${errorSummary(form, SEED_LABELS)}
      <p class="intro">Fill in these fields to get the pass-code for the seed number that the scan tool shows.</p>
      ${formOf(
        { action: path, csrfToken: viewer.csrfToken, submissionId },
        html`<section class="card" aria-labelledby="request-details">
            <h2 id="request-details">Request details</h2>
            ${detailList(requestDetails(request))} ${toolVersionField(form)}
            ${textField(form, {
              name: 'seedNumber',
              label: 'Seed number (from the scan tool)',
              hint: '16 hexadecimal digits: the latest one that the tool shows',
              width: 'medium',
              isCode: true,
            })}
            ${tickedPolicy('Positive identification policy', IDENTIFICATION_POLICY)} ${requiredNote()}
          </section>
          ${reportNote()}
          <section class="card" aria-labelledby="request-status">
            <h2 id="request-status">Status of request ${request.number}</h2>
            ${detailList(statusDetails(request))}
          </section>
          ${buttonRow(
            html`<a class="button secondary" href="${requestPath(request.number)}">Back</a>
              <a class="button secondary" href="${path}">Clear</a>
              <button type="submit" name="${INTENT_FIELD}" value="next">Next</button>`,
          )}`,
      )}`,
  });
}
