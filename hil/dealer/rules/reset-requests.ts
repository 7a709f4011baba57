import {
  type Accepted,
  type ApproveCommand,
  type CloseCommand,
  type DealerNow,
  type DeclineCommand,
  refuse,
  type Refusal,
  type RequestResetCommand,
} from './dealer-commands.ts';
import {
  type DealerState,
  findRequest,
  findStaff,
  replaceRequest,
  type ResetRequest,
  type StaffMember,
} from './dealer-state.ts';
import { dateDigits } from './calendar.ts';
import { takeText, takeVin } from './form-fields.ts';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY, type PolicyBox } from './policies.ts';
import { MANAGERS_NEEDED, mayApprove } from './titles.ts';
import { asTyped } from './typed-text.ts';

/** Validity of an approval, unless the repair is closed earlier: 7 days (DLR-5). */
const APPROVAL_VALID_MS: number = 7 * 24 * 60 * 60 * 1000;

const NUMBERS_A_DAY = 99_999;

/** A change to one request, with the answer. */
export interface RequestChange {
  readonly state: DealerState;
  readonly accepted: Accepted;
  readonly request: ResetRequest;
}

/** DLR-3: the form, the policy, at least two managers, no other request for the VIN. */
export function requestReset(
  state: DealerState,
  command: RequestResetCommand,
  actor: StaffMember,
  now: DealerNow,
): RequestChange | Refusal {
  const vin = takeVin(command.vin);
  if (vin.kind === 'refused') return vin;
  const repairOrder = takeText('repairOrder', 'the repair order number', command.repairOrder);
  if (repairOrder.kind === 'refused') return repairOrder;
  const customer = takeText('customerLastName', 'the customer’s last name', command.customerLastName);
  if (customer.kind === 'refused') return customer;
  const unticked = refuseUnticked(IDENTIFICATION_POLICY, command.tickedPolicies);
  if (unticked !== null) return unticked;
  const managerIds = chosenManagers(state, command.managerIds, actor);
  if ('kind' in managerIds) return managerIds;
  const pending = state.requests.find(
    (request) => request.vin === vin.value && (request.status === 'open' || request.status === 'approved'),
  );
  if (pending !== undefined) return refusePending(pending);
  const number = nextNumber(state, now);
  if (typeof number !== 'string') return number;

  const request: ResetRequest = {
    number,
    status: 'open',
    dealerCode: actor.dealerCode,
    requesterId: actor.id,
    requesterName: actor.name,
    vin: vin.value,
    repairOrder: repairOrder.value,
    customerLastName: customer.value,
    managerIds,
    requestedAtMs: now.epochMs,
    settledBy: null,
    settledByName: null,
    settledAtMs: null,
    validTillMs: null,
  };
  return {
    state: { ...state, requests: [...state.requests, request] },
    accepted: { kind: 'requested', requestNumber: number, managerIds },
    request,
  };
}

/** DLR-4: one of the managers to whom it was sent approves, which decides it for all of them. */
export function approve(
  state: DealerState,
  command: ApproveCommand,
  actor: StaffMember,
  now: DealerNow,
): RequestChange | Refusal {
  const request = requestToSettle(state, command.requestNumber, actor);
  if ('kind' in request) return request;
  const unticked = refuseUnticked(APPROVAL_POLICY, command.tickedPolicies);
  if (unticked !== null) return unticked;
  const validTillMs = now.epochMs + APPROVAL_VALID_MS;
  const approved: ResetRequest = {
    ...request,
    status: 'approved',
    settledBy: actor.id,
    settledByName: actor.name,
    settledAtMs: now.epochMs,
    validTillMs,
  };
  return {
    state: replaceRequest(state, approved),
    accepted: { kind: 'approved', requestNumber: request.number, validTillMs },
    request: approved,
  };
}

/** DLR-4: one of the managers to whom it was sent declines, which decides it for all of them. */
export function decline(
  state: DealerState,
  command: DeclineCommand,
  actor: StaffMember,
  now: DealerNow,
): RequestChange | Refusal {
  const request = requestToSettle(state, command.requestNumber, actor);
  if ('kind' in request) return request;
  const declined: ResetRequest = {
    ...request,
    status: 'declined',
    settledBy: actor.id,
    settledByName: actor.name,
    settledAtMs: now.epochMs,
  };
  return {
    state: replaceRequest(state, declined),
    accepted: { kind: 'declined', requestNumber: request.number },
    request: declined,
  };
}

/** DLR-5: anyone at the dealer closes the repair; an open request is withdrawn in the same way. */
export function close(state: DealerState, command: CloseCommand, actor: StaffMember): RequestChange | Refusal {
  const request = requestOfDealer(state, command.requestNumber, actor);
  if ('kind' in request) return request;
  if (request.status !== 'open' && request.status !== 'approved') return refuseSettled(request);
  const closed: ResetRequest = { ...request, status: 'closed' };
  return {
    state: replaceRequest(state, closed),
    accepted: { kind: 'closed', requestNumber: request.number },
    request: closed,
  };
}

/** The request with that number, if it belongs to the actor's dealer; others are treated as unknown. */
export function requestOfDealer(state: DealerState, number: string, actor: StaffMember): ResetRequest | Refusal {
  const request = findRequest(state, number.trim());
  if (request !== null && request.dealerCode === actor.dealerCode) return request;
  return refuse({
    code: 'unknown-request',
    field: 'requestNumber',
    message: `this dealer has no request ${asTyped(number)}`,
    hint: 'check the number in the inbox: six digits of the date and five more',
  });
}

function requestToSettle(state: DealerState, number: string, actor: StaffMember): ResetRequest | Refusal {
  const request = requestOfDealer(state, number, actor);
  if ('kind' in request) return request;
  if (!request.managerIds.includes(actor.id) || request.requesterId === actor.id || !mayApprove(actor.title)) {
    return refuse({
      code: 'not-allowed',
      field: 'actorId',
      message: `${actor.name} is not permitted to settle request ${request.number}`,
      hint: 'only the managers it was sent to may do this, and never for their own request',
    });
  }
  return request.status === 'open' ? request : refuseSettled(request);
}

/** The chosen managers, each once and without the requester, or why they are not accepted (DLR-3). */
function chosenManagers(
  state: DealerState,
  ids: readonly string[],
  requester: StaffMember,
): readonly string[] | Refusal {
  const chosen = [...new Set(ids)].filter((id) => id !== requester.id);
  for (const id of chosen) {
    const member = findStaff(state, id);
    if (member?.dealerCode !== requester.dealerCode || !mayApprove(member.title)) {
      return refuse({
        code: 'managers-not-chosen',
        field: 'managerIds',
        message: `"${asTyped(id)}" is not a manager of this dealer`,
        hint: 'choose from the dealer’s managers',
      });
    }
  }
  if (chosen.length >= MANAGERS_NEEDED) return chosen;
  return refuse({
    code: 'managers-not-chosen',
    field: 'managerIds',
    message: `a request needs at least ${MANAGERS_NEEDED} managers, not counting the requester`,
    hint: `choose ${MANAGERS_NEEDED - chosen.length} more`,
  });
}

/** The first box that is not ticked; null when all are. */
function refuseUnticked(policy: readonly PolicyBox[], ticked: readonly string[]): Refusal | null {
  const box = policy.find(({ id }) => !ticked.includes(id));
  if (box === undefined) return null;
  return refuse({
    code: 'policy-not-accepted',
    field: 'tickedPolicies',
    message: `the box "${box.id}" is not ticked: ${box.text}`,
    hint: 'tick each box once it is true',
  });
}

function refusePending(pending: ResetRequest): Refusal {
  return refuse({
    code: 'request-pending',
    field: 'vin',
    requestNumber: pending.number,
    message: `request ${pending.number} for this VIN is ${pending.status}`,
    hint:
      pending.status === 'approved'
        ? `get the pass-code from request ${pending.number}, with a new seed number for each attempt`
        : `wait until a manager has settled request ${pending.number}, or withdraw it`,
  });
}

function refuseSettled(request: ResetRequest): Refusal {
  return refuse({
    code: 'already-settled',
    field: 'requestNumber',
    message: `request ${request.number} is ${request.status}${request.settledByName === null ? '' : `, settled by ${request.settledByName}`}`,
    hint: 'it is final; make a new request unless this one is approved',
  });
}

/** DLR-11: the date and the day's sequence number. */
function nextNumber(state: DealerState, now: DealerNow): string | Refusal {
  const date = dateDigits(now.epochMs);
  const running = state.requests.filter((request) => request.number.startsWith(date)).length + 1;
  if (running <= NUMBERS_A_DAY) return date + String(running).padStart(5, '0');
  return refuse({
    code: 'numbers-exhausted',
    message: `all ${NUMBERS_A_DAY} request numbers of today are used`,
    hint: 'try again tomorrow',
  });
}
