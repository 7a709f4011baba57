/** One dealership. */
export interface Dealer {
  readonly code: string;
  readonly name: string;
}

/** Someone enrolled at a dealer. */
export interface StaffMember {
  readonly id: string;
  readonly name: string;
  /** Job title; twelve of them may approve (DLR-1). */
  readonly title: string;
  readonly dealerCode: string;
}

/** The state of a reset request. `expired`: the approval ran out without the repair having been closed. */
export type RequestStatus = 'open' | 'approved' | 'declined' | 'closed' | 'expired';

/** A request to approve a reset: the "approval file" of the bulletin. */
export interface ResetRequest {
  /** `YYMMDD` and five digits (DLR-11). */
  readonly number: string;
  readonly status: RequestStatus;
  readonly dealerCode: string;
  readonly requesterId: string;
  /** The technician's name on the form, as it was then (DLR-3). */
  readonly requesterName: string;
  readonly vin: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  /** Those it was sent to, the requester never among them (DLR-3). */
  readonly managerIds: readonly string[];
  readonly requestedAtMs: number;
  /** Who approved or declined; null while open. */
  readonly settledBy: string | null;
  /** That person's name, as it was then. */
  readonly settledByName: string | null;
  readonly settledAtMs: number | null;
  /** "Approval Valid Till": at this instant it has passed; null unless it was approved (DLR-5). */
  readonly validTillMs: number | null;
}

/** What was issued: everything but the pass-code itself, which follows from the seed and needs no second home. */
export interface IssuedPassCode {
  readonly kind: 'reset' | 'keys';
  /** The approved request; null for `keys`, which need none (DLR-7). */
  readonly requestNumber: string | null;
  readonly actorId: string;
  readonly dealerCode: string;
  readonly vin: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  readonly toolVersion: string;
  /** Upper-case hexadecimal: 16 digits, or 32 for `keys`. */
  readonly seed: string;
  readonly issuedAtMs: number;
}

/** All the dealer server remembers. Immutable. */
export interface DealerState {
  readonly dealers: readonly Dealer[];
  /** In the order of enrolment. */
  readonly staff: readonly StaffMember[];
  /** Ids of those who were removed: never given to somebody else. */
  readonly formerStaffIds: readonly string[];
  /** Oldest first. */
  readonly requests: readonly ResetRequest[];
  /** The latest {@link ISSUED_KEPT}, oldest first; the log has all. */
  readonly issued: readonly IssuedPassCode[];
}

/** The most issued pass-codes that are remembered. */
export const ISSUED_KEPT = 200;

export function dealerOf(state: DealerState, code: string): Dealer {
  return state.dealers.find((dealer) => dealer.code === code) ?? { code, name: '' };
}

export function findStaff(state: DealerState, id: string): StaffMember | null {
  return state.staff.find((member) => member.id === id) ?? null;
}

export function findRequest(state: DealerState, number: string): ResetRequest | null {
  return state.requests.find((request) => request.number === number) ?? null;
}

/** The same state with one request in another state than before. */
export function replaceRequest(state: DealerState, changed: ResetRequest): DealerState {
  return {
    ...state,
    requests: state.requests.map((request) => (request.number === changed.number ? changed : request)),
  };
}

/** The same state with one more pass-code given out. */
export function withIssued(state: DealerState, issued: IssuedPassCode): DealerState {
  return { ...state, issued: [...state.issued.slice(1 - ISSUED_KEPT), issued] };
}

/** The state at an instant: approvals whose time has come are expired (DLR-5). At that very instant they are. */
export function expireApprovals(state: DealerState, nowMs: number): DealerState {
  const isDue = (request: ResetRequest): boolean =>
    request.status === 'approved' && request.validTillMs !== null && nowMs >= request.validTillMs;
  if (!state.requests.some(isDue)) return state;
  return {
    ...state,
    requests: state.requests.map((request) => (isDue(request) ? { ...request, status: 'expired' } : request)),
  };
}

/** What lies in somebody's inbox at an instant, oldest first (DLR-3, DLR-4). */
interface Inbox {
  /** Sent to this manager and still to be settled by one of those it was sent to. */
  readonly toSettle: readonly ResetRequest[];
  /** Asked for by this person and approved. */
  readonly approved: readonly ResetRequest[];
}

export function inboxOf(state: DealerState, staffId: string, nowMs: number): Inbox {
  const { requests } = expireApprovals(state, nowMs);
  return {
    toSettle: requests.filter((request) => request.status === 'open' && request.managerIds.includes(staffId)),
    approved: requests.filter((request) => request.status === 'approved' && request.requesterId === staffId),
  };
}
