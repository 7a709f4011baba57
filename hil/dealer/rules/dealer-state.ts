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

/** The state of a reset request. `expired`: the approval expired before the repair was closed. */
export type RequestStatus = 'open' | 'approved' | 'declined' | 'closed' | 'expired';

/** A request to approve a reset: the "approval file" of the bulletin. */
export interface ResetRequest {
  /** `YYMMDD` and five digits (DLR-11). */
  readonly number: string;
  readonly status: RequestStatus;
  readonly dealerCode: string;
  readonly requesterId: string;
  /** The technician's name on the form at that time (DLR-3). */
  readonly requesterName: string;
  readonly vin: string;
  readonly repairOrder: string;
  readonly customerLastName: string;
  /** The managers to whom it was sent, never including the requester (DLR-3). */
  readonly managerIds: readonly string[];
  readonly requestedAtMs: number;
  /** Who approved or declined; null while open. */
  readonly settledBy: string | null;
  /** That person's name at that time. */
  readonly settledByName: string | null;
  readonly settledAtMs: number | null;
  /** "Approval Valid Till": at this instant it has expired; null unless it was approved (DLR-5). */
  readonly validTillMs: number | null;
}

/** An issued pass-code: everything except the pass-code itself, which follows from the seed. */
export interface IssuedPassCode {
  readonly kind: 'reset' | 'keys';
  /** The approved request; null for `keys`, which requires none (DLR-7). */
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

/** The complete state of the dealer server. Immutable. */
export interface DealerState {
  readonly dealers: readonly Dealer[];
  /** In the order of enrolment. */
  readonly staff: readonly StaffMember[];
  /** Ids of former staff, which are never used again. */
  readonly formerStaffIds: readonly string[];
  /** Oldest first. */
  readonly requests: readonly ResetRequest[];
  /** The latest {@link ISSUED_KEPT}, oldest first; the log has all. */
  readonly issued: readonly IssuedPassCode[];
}

/** Maximum number of issued pass-codes kept in the state. */
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

/** The same state with one request changed. */
export function replaceRequest(state: DealerState, changed: ResetRequest): DealerState {
  return {
    ...state,
    requests: state.requests.map((request) => (request.number === changed.number ? changed : request)),
  };
}

/** The same state with one more issued pass-code. */
export function withIssued(state: DealerState, issued: IssuedPassCode): DealerState {
  return { ...state, issued: [...state.issued.slice(1 - ISSUED_KEPT), issued] };
}

/** The state at an instant: approvals whose time has come are expired (DLR-5), also at that very instant. */
export function expireApprovals(state: DealerState, nowMs: number): DealerState {
  const isDue = (request: ResetRequest): boolean =>
    request.status === 'approved' && request.validTillMs !== null && nowMs >= request.validTillMs;
  if (!state.requests.some(isDue)) return state;
  return {
    ...state,
    requests: state.requests.map((request) => (isDue(request) ? { ...request, status: 'expired' } : request)),
  };
}
