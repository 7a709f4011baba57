import type { DealerSession, InboxView, RequestView } from './dealer-service.ts';
import { dealerOf, type DealerState, type ResetRequest, type StaffMember } from './rules/dealer-state.ts';
import { mayApprove } from './rules/titles.ts';

/** Maximum number of one's own requests with another status in the inbox. */
const SETTLED_SHOWN = 20;

/** A request as one person sees it. */
export function viewOf(state: DealerState, request: ResetRequest, viewer: StaffMember): RequestView {
  const { number, status, dealerCode, requesterId, requesterName, vin, repairOrder, customerLastName } = request;
  const wasSentTo = request.managerIds.includes(viewer.id) && requesterId !== viewer.id;
  return {
    ...{ number, status, dealerCode, dealerName: dealerOf(state, dealerCode).name },
    ...{ requesterId, requesterName, vin, repairOrder, customerLastName },
    managers: request.managerIds.map((id) => managerOf(state, id)),
    requestedAtMs: request.requestedAtMs,
    settledByName: request.settledByName,
    settledAtMs: request.settledAtMs,
    validTillMs: request.validTillMs,
    canSettle: status === 'open' && wasSentTo && mayApprove(viewer.title),
    canIssue: status === 'approved',
    canClose: status === 'open' || status === 'approved',
  };
}

/** A person who has left since is shown by the id. */
function managerOf(state: DealerState, id: string): RequestView['managers'][number] {
  const member = state.staff.find((candidate) => candidate.id === id);
  return { id, name: member?.name ?? id, title: member?.title ?? '' };
}

/** @param state at this instant: see `expireApprovals` */
export function inboxView(state: DealerState, { staff }: Pick<DealerSession, 'staff'>): InboxView {
  const toSettle: RequestView[] = [];
  const pending: RequestView[] = [];
  const settled: RequestView[] = [];
  for (const request of state.requests) {
    if (request.dealerCode !== staff.dealerCode) continue;
    const isPending = request.status === 'open' || request.status === 'approved';
    if (request.requesterId === staff.id) (isPending ? pending : settled).push(viewOf(state, request, staff));
    else if (request.status === 'open' && request.managerIds.includes(staff.id)) {
      toSettle.push(viewOf(state, request, staff));
    }
  }
  return { toSettle, own: [...pending, ...settled.slice(-SETTLED_SHOWN)] };
}
