import { html } from 'hono/html';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY } from '../../rules/policies.ts';
import { instant } from '../kit/date-time.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { code, detailList, passCodeBox, resetSteps, tickedPolicy } from '../kit/html-parts.ts';
import type { RequestView } from '../../dealer-service.ts';
import { requestDetails } from '../requests/request-view.ts';
import { VEHICLE_LABELS } from '../kit/vehicle-form-parts.ts';
import type { View } from '../kit/view.ts';

interface ResetPassCodeParts {
  readonly viewer: Viewer;
  readonly request: RequestView;
  readonly passCode: string;
  readonly toolVersion: string;
  readonly seedNumber: string;
  readonly issuedAtMs: number;
}

/** The first pass-code of a reset (the bulletin's figure 21). */
export function resetPassCodePage(parts: ResetPassCodeParts): View {
  const { viewer, request, passCode, toolVersion, seedNumber, issuedAtMs } = parts;
  return page({
    title: 'Immobilizer Reset: pass-code',
    viewer,
    tab: 'reset',
    lead: resetSteps(4),
    body: html`${passCodeBox(
        `Thank you, ${viewer.name}. Your immobilizer pass-code is`,
        passCode,
        html`For seed number ${code(seedNumber)} only. A new attempt generates a new seed number and needs its own
          pass-code: <a href="/dealer/requests/${request.number}">open the request again</a>.`,
      )}
      <section class="card" aria-labelledby="request-details">
        <h2 id="request-details">Request details</h2>
        ${detailList([
          ...requestDetails(request),
          [VEHICLE_LABELS.toolVersion, code(toolVersion)],
          ['Seed number', code(seedNumber)],
          ['Request manager', request.settledByName],
          ['Issued at', instant(issuedAtMs)],
        ])}
        ${tickedPolicy('Positive identification policy', IDENTIFICATION_POLICY)}
        ${tickedPolicy('Request approval policy', APPROVAL_POLICY)}
      </section>
      <p class="back-link"><a href="/dealer">Home</a></p>`,
  });
}

interface KeyPassCodeParts {
  readonly viewer: Viewer;
  readonly dealerCode: string;
  readonly passCode: string;
  readonly vin: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  readonly issuedAtMs: number;
}

/** A pass-code for the second step of a reset, registration or erasure (the bulletin's figures 27, 37 and 54). */
export function keyPassCodePage(parts: KeyPassCodeParts): View {
  const { viewer, dealerCode, passCode, vin, repairOrder, customerLastName, issuedAtMs } = parts;
  return page({
    title: 'Add/Remove Key: pass-code',
    viewer,
    tab: 'keys',
    body: html`${passCodeBox(
        `Thank you, ${viewer.name}. Your pass-code is`,
        passCode,
        html`Valid for one event. Another attempt generates new data and needs its own pass-code.`,
      )}
      <section class="card" aria-labelledby="event-details">
        <h2 id="event-details">Details</h2>
        ${detailList([
          ['VIN', code(vin)],
          [VEHICLE_LABELS.repairOrder, repairOrder],
          [VEHICLE_LABELS.customerLastName, customerLastName],
          ['Dealer', html`${viewer.dealerName} (${dealerCode})`],
          ['Technician name', viewer.name],
          ['Issued at', instant(issuedAtMs)],
        ])}
      </section>
      <p class="back-link"><a href="/dealer/reset">Immobilizer Reset</a> · <a href="/dealer">Home</a></p>`,
  });
}
