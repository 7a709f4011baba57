import { describe, expect, it } from 'vitest';
import type { DealerSession } from '../../../../hil/dealer/dealer-service.ts';
import { dealerOf, inboxView, powersOf, viewOf } from '../../../../hil/dealer/dealer-views.ts';
import {
  type DealerState,
  findStaff,
  type RequestStatus,
  type ResetRequest,
  type StaffMember,
} from '../../../../hil/dealer/rules/dealer-state.ts';
import { START_MS, twoDealers } from '../../../support/dealer-bench.ts';

const STATE = twoDealers();

function member(id: string): StaffMember {
  const found = findStaff(STATE, id);
  if (found === null) throw new Error(`no ${id}`);
  return found;
}

/** A request of Tara's to Mona and somebody who has left. */
function request(change: Partial<ResetRequest> = {}): ResetRequest {
  return {
    ...{ number: '19070100001', status: 'open', dealerCode: '99001', requesterId: 'tara', requesterName: 'Tara T.' },
    ...{ vin: '4T1BZ1FB4KU999999', repairOrder: '1', customerLastName: 'Doe', managerIds: ['mona', 'gone'] },
    ...{ requestedAtMs: START_MS, settledBy: null, settledByName: null, settledAtMs: null, validTillMs: null },
    ...change,
  };
}

function stateWith(...requests: readonly ResetRequest[]): DealerState {
  return { ...STATE, requests };
}

function sessionOf(id: string): DealerSession {
  const staff = member(id);
  return {
    ...{ id: 'hash', staff, dealer: dealerOf(STATE, staff.dealerCode), powers: powersOf(staff) },
    ...{ mustChangePassword: false, tabs: { 'immobilizer-reset': null, 'add-remove-key': null } },
    ...{ csrfToken: '', endsAtMs: 0 },
  };
}

describe('what somebody may do', () => {
  it.each([
    ['tara', false, false],
    ['mona', true, false],
    ['gwen', true, true],
  ])('DLR-1 DLR-9: follows from the job title: %s', (id, approves, administers) => {
    expect(powersOf(member(id))).toEqual({ approves, administers });
  });
});

it('a dealer that is not known has its code and no name', () => {
  expect(dealerOf(STATE, '99002')).toEqual({ code: '99002', name: 'Other Example Motors' });
  expect(dealerOf(STATE, '1')).toEqual({ code: '1', name: '' });
});

describe('a request as somebody sees it', () => {
  it('has names beside IDs, and the ID of a manager who has left since', () => {
    expect(viewOf(stateWith(), request(), member('tara'))).toEqual({
      ...{ number: '19070100001', status: 'open', dealerCode: '99001', dealerName: 'Example Motors' },
      ...{ requesterId: 'tara', requesterName: 'Tara T.', vin: '4T1BZ1FB4KU999999', repairOrder: '1' },
      customerLastName: 'Doe',
      managers: [
        { id: 'mona', name: 'Mona Manager', title: 'Service Manager' },
        { id: 'gone', name: 'gone', title: '' },
      ],
      ...{ requestedAtMs: START_MS, settledByName: null, settledAtMs: null, validTillMs: null },
      ...{ canSettle: false, canIssue: false, canClose: true },
    });
  });

  it('DLR-4: can be settled by a manager it was sent to, while it is open, and never by the requester', () => {
    const canSettle = (change: Partial<ResetRequest>, id: string): boolean =>
      viewOf(stateWith(), request(change), member(id)).canSettle;
    expect(['tara', 'mona', 'paul', 'gwen'].map((id) => canSettle({}, id))).toEqual([false, true, false, false]);
    expect(canSettle({ status: 'approved' }, 'mona')).toBe(false);
    expect(canSettle({ requesterId: 'mona' }, 'mona')).toBe(false);
    expect(canSettle({ managerIds: ['tom'] }, 'tom')).toBe(false);
  });

  it.each([
    ['open', false, true],
    ['approved', true, true],
    ['declined', false, false],
    ['closed', false, false],
    ['expired', false, false],
  ] satisfies readonly (readonly [RequestStatus, boolean, boolean])[])(
    'DLR-5 DLR-6: that is %s issues pass-codes: %s, and can be closed: %s',
    (status, canIssue, canClose) => {
      expect(viewOf(stateWith(), request({ status }), member('tom'))).toMatchObject({ canIssue, canClose });
    },
  );
});

describe('an inbox', () => {
  const numbers = (views: readonly { readonly number: string }[]): readonly string[] =>
    views.map(({ number }) => number);

  it('DLR-3 DLR-4: has what waits for a manager, and one’s own', () => {
    const state = stateWith(
      request({ number: '1' }),
      request({ number: '2', status: 'approved' }),
      request({ number: '3', managerIds: ['paul', 'gwen'] }),
      request({ number: '4', requesterId: 'mona', managerIds: ['mona', 'paul'] }),
    );
    const inbox = (id: string): readonly (readonly string[])[] => {
      const { toSettle, own } = inboxView(state, sessionOf(id));
      return [numbers(toSettle), numbers(own)];
    };
    expect(inbox('tara')).toEqual([[], ['1', '2', '3']]);
    expect(inbox('mona')).toEqual([['1'], ['4']]);
    expect(inbox('paul')).toEqual([['3', '4'], []]);
    expect(inbox('tom')).toEqual([[], []]);
  });

  it('has nothing of another dealer’s, even where an ID is the same', () => {
    const state = stateWith(request({ dealerCode: '99002' }), request({ dealerCode: '99002', requesterId: 'mona' }));
    expect(inboxView(state, sessionOf('mona'))).toEqual({ toSettle: [], own: [] });
  });

  it('has one’s own pending ones first, and of those settled the last twenty', () => {
    const settled = Array.from({ length: 25 }, (_, n) => request({ number: `s${n}`, status: 'closed' }));
    const state = stateWith(...settled, request({ number: 'open' }));
    const own = numbers(inboxView(state, sessionOf('tara')).own);
    expect([own.length, own[0], own[1], own.at(-1)]).toEqual([21, 'open', 's5', 's24']);
  });
});
