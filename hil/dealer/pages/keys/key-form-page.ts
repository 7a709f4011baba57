import { html } from 'hono/html';
import { errorSummary, formOf, INTENT_FIELD, requiredNote, textField } from '../kit/form-parts.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { buttonRow, reportNote } from '../kit/html-parts.ts';
import { type FormState, hasErrors } from '../kit/typed-form.ts';
import { orderFields, requesterDetails, toolVersionField, VEHICLE_LABELS } from '../kit/vehicle-form-parts.ts';
import type { View } from '../kit/view.ts';

/** Where the form for add and remove is. */
export const KEYS_PATH = '/dealer/keys';

interface KeyFormParts {
  readonly viewer: Viewer;
  readonly dealerCode: string;
  readonly form: FormState;
  readonly submissionId: string;
  readonly notice?: string | null;
}

/** In the form's order. */
export const KEY_LABELS: Readonly<Record<string, string>> = {
  toolVersion: VEHICLE_LABELS.toolVersion,
  vin: VEHICLE_LABELS.vin,
  vinCheckDigit: 'Check digit of the VIN',
  repairOrder: VEHICLE_LABELS.repairOrder,
  customerLastName: VEHICLE_LABELS.customerLastName,
  data1: 'Data1',
  data1CheckDigit: 'Check digit of Data1',
  data2: 'Data2',
  data2CheckDigit: 'Check digit of Data2',
  data3: 'Data3',
};

/** The form for add and remove: the bulletin's figures 26, 36 and 53. */
export function keyFormPage({ viewer, dealerCode, form, submissionId, notice = null }: KeyFormParts): View {
  return page({
    title: 'Add/Remove Key',
    viewer,
    tab: 'keys',
    notice,
    hasErrors: hasErrors(form),
    body: html`${errorSummary(form, KEY_LABELS)}
      <p class="intro">
        Fill in these fields to get a pass-code. Press Send in the scan tool to fill in what it knows.
      </p>
      ${formOf(
        { action: KEYS_PATH, csrfToken: viewer.csrfToken, submissionId },
        html`<div class="card">
            ${requesterDetails(viewer, dealerCode)} ${toolVersionField(form)}
            ${withCheckDigit(form, 'vin', VEHICLE_LABELS.vin, '17 letters and digits')} ${orderFields(form)}
            ${withCheckDigit(form, 'data1', 'Data1', '11 hexadecimal digits')}
            ${withCheckDigit(form, 'data2', 'Data2', '12 hexadecimal digits')}
            ${textField(form, {
              name: 'data3',
              label: 'Data3',
              hint: '8 hexadecimal digits; it has no check digit',
              width: 'medium',
              isCode: true,
            })}
            ${requiredNote()}
          </div>
          ${reportNote()}
          ${buttonRow(
            html`<a class="button secondary" href="/dealer">Back</a>
              <a class="button secondary" href="${KEYS_PATH}">Clear</a>
              <button type="submit" name="${INTENT_FIELD}" value="submit">Submit</button>`,
          )}`,
      )}`,
  });
}

/** A field and, beside it, the check digit (CD) that the tool shows in its last column. */
function withCheckDigit(form: FormState, name: 'vin' | 'data1' | 'data2', label: string, hint: string): View {
  return html`<div class="pair" role="group" aria-label="${label} with its check digit">
    ${textField(form, { name, label, hint, width: 'medium', isCode: true })}
    ${textField(form, { name: `${name}CheckDigit`, label: 'CD', hint: 'check digit', width: 'sign', isCode: true })}
  </div>`;
}
