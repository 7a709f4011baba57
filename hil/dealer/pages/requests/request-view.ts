import type { RequestView } from '../../dealer-service.ts';
import { instant } from '../kit/date-time.ts';
import { code, type Detail, statusBadge } from '../kit/html-parts.ts';
import { VEHICLE_LABELS } from '../kit/vehicle-form-parts.ts';

/** Where a request has its page. */
export function requestPath(number: string): string {
  return `/dealer/requests/${number}`;
}

/** The first block of the bulletin's figures 20 and 21. */
export function requestDetails(request: RequestView): readonly Detail[] {
  return [
    ['Request No.', code(request.number)],
    ['Dealer code', code(request.dealerCode)],
    ['Dealer name', request.dealerName],
    ['Technician name', request.requesterName],
    [VEHICLE_LABELS.vin, code(request.vin)],
    [VEHICLE_LABELS.repairOrder, request.repairOrder],
    [VEHICLE_LABELS.customerLastName, request.customerLastName],
  ];
}

/** The block "Request Status" of figure 20. */
export function statusDetails(request: RequestView): readonly Detail[] {
  const isDeclined = request.status === 'declined';
  return [
    ['Request status', statusBadge(request.status)],
    [isDeclined ? 'Declined by' : 'Request manager', request.settledByName],
    ['Sent to', request.managers.map(({ name }) => name).join(', ')],
    ['Request time', instant(request.requestedAtMs)],
    [isDeclined ? 'Declined at' : 'Approved at', request.settledAtMs === null ? null : instant(request.settledAtMs)],
    ['Approval valid until', request.validTillMs === null ? null : instant(request.validTillMs)],
  ];
}
