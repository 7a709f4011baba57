import { html } from 'hono/html';
import { OLDEST_TOOL_VERSION } from '../../rules/tool-version.ts';
import { textField } from './form-parts.ts';
import { code, detailList } from './html-parts.ts';
import type { Viewer } from './layout.ts';
import type { FormState } from './typed-form.ts';
import type { View } from './view.ts';

/** The fields that several forms about a vehicle have, each with one label on all pages. */
export const VEHICLE_LABELS = {
  toolVersion: 'Scan tool software version',
  vin: 'Vehicle VIN',
  repairOrder: 'Repair order / parts invoice number',
  customerLastName: 'Customer last name',
} as const;

/** Who asks: the dealer and the technician, above the fields of a form. */
export function requesterDetails(viewer: Viewer, dealerCode: string): View {
  return detailList([
    ['Dealer code', code(dealerCode)],
    ['Dealer name', viewer.dealerName],
    ['Technician name', viewer.name],
  ]);
}

/** The scan tool's version, which may be too old (DLR-6, DLR-7). */
export function toolVersionField(form: FormState): View {
  return textField(form, {
    name: 'toolVersion',
    label: VEHICLE_LABELS.toolVersion,
    hint: `${OLDEST_TOOL_VERSION} or later`,
    width: 'short',
    isCode: true,
  });
}

/** Repair order and customer. */
export function orderFields(form: FormState): View {
  return html`${textField(form, { name: 'repairOrder', label: VEHICLE_LABELS.repairOrder, width: 'short' })}
  ${textField(form, { name: 'customerLastName', label: VEHICLE_LABELS.customerLastName, width: 'medium' })}`;
}
