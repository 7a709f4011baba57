import { html } from 'hono/html';
import { IDENTIFICATION_POLICY } from '../../rules/policies.ts';
import { boxGroup, errorSummary, formOf, INTENT_FIELD, requiredNote, textField } from '../kit/form-parts.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { buttonRow, reportNote, resetSteps } from '../kit/html-parts.ts';
import { type FormState, hasErrors } from '../kit/typed-form.ts';
import { orderFields, requesterDetails, VEHICLE_LABELS } from '../kit/vehicle-form-parts.ts';
import { NOTHING, type View } from '../kit/view.ts';

/** Where a request is sent to, step by step. */
export const RESET_PATH = '/dealer/reset';

interface ResetFormParts {
  readonly viewer: Viewer;
  readonly dealerCode: string;
  readonly form: FormState;
  readonly notice?: string | null;
  /** The scan tool's seed, typed in after the approval: said here, so that nobody looks for its field. */
  readonly cameWithSeed: boolean;
}

/** In the form's order. */
export const RESET_LABELS: Readonly<Record<string, string>> = {
  vin: VEHICLE_LABELS.vin,
  repairOrder: VEHICLE_LABELS.repairOrder,
  customerLastName: VEHICLE_LABELS.customerLastName,
  tickedPolicies: 'Positive identification policy',
  managerIds: 'Managers',
};

/** The request form: the bulletin's figures 3 and 13. */
export function resetFormPage({ viewer, dealerCode, form, notice = null, cameWithSeed }: ResetFormParts): View {
  return page({
    title: 'Immobilizer Reset: request',
    viewer,
    tab: 'reset',
    notice,
    hasErrors: hasErrors(form),
    lead: resetSteps(1),
    body: html`${errorSummary(form, RESET_LABELS)}
      <p class="intro">Fill in these fields to request a reset of all keys of one vehicle.</p>
      ${
        cameWithSeed
          ? html`<p class="note">
              The scan tool has sent its VIN. The seed number is not needed yet: once a manager has approved, press Send
              in the tool again.
            </p>`
          : NOTHING
      }
      ${formOf(
        { action: RESET_PATH, csrfToken: viewer.csrfToken },
        html`<div class="card">
            ${requesterDetails(viewer, dealerCode)}
            ${textField(form, {
              name: 'vin',
              label: VEHICLE_LABELS.vin,
              hint: '17 letters and digits, without I, O and Q',
              width: 'medium',
              isCode: true,
            })}
            ${orderFields(form)}
            ${boxGroup(form, {
              name: 'tickedPolicies',
              legend: 'Positive identification policy',
              hint: 'Tick each box once it is true.',
              boxes: IDENTIFICATION_POLICY,
            })}
            ${requiredNote()}
          </div>
          ${reportNote()}
          ${buttonRow(
            html`<a class="button secondary" href="/dealer">Back</a>
              <a class="button secondary" href="${RESET_PATH}">Clear</a>
              <button type="submit" name="${INTENT_FIELD}" value="next">Next</button>`,
          )}`,
      )}`,
  });
}
