import { describe, expect, it } from 'vitest';
import {
  dealerOf,
  expireApprovals,
  findRequest,
  findStaff,
  type DealerState,
  type IssuedPassCode,
  replaceRequest,
  type ResetRequest,
  withIssued,
} from '../../../../../hil/dealer/rules/dealer-state.ts';
import { twoDealers } from '../../../../support/dealer-bench.ts';

const REQUEST: ResetRequest = {
  ...{ number: '19070100001', status: 'approved', dealerCode: 'D1', requesterId: 'tara', requesterName: 'Tara' },
  ...{ vin: '4T1BZ1FB4KU999999', repairOrder: '1', customerLastName: 'Example', managerIds: ['mona', 'paul'] },
  ...{ requestedAtMs: 1, settledBy: 'mona', settledByName: 'Mona', settledAtMs: 2, validTillMs: 1000 },
};
const OPEN: ResetRequest = { ...REQUEST, number: '19070100002', status: 'open', validTillMs: null };
const STATE: DealerState = {
  dealers: [{ code: 'D1', name: 'Dealer' }],
  staff: [{ id: 'tara', name: 'Tara', title: 'Technician', dealerCode: 'D1' }],
  ...{ formerStaffIds: [], requests: [REQUEST, OPEN], issued: [] },
};

function issued(issuedAtMs: number): IssuedPassCode {
  return {
    ...{ kind: 'keys', requestNumber: null, actorId: 'tara', dealerCode: 'D1', vin: REQUEST.vin, repairOrder: '1' },
    ...{ customerLastName: 'Example', toolVersion: '13.10.019', seed: '00', issuedAtMs },
  };
}

describe('an approval', () => {
  it('DLR-5: is expired at the very instant it is valid till', () => {
    expect(expireApprovals(STATE, 999)).toBe(STATE);
    expect(expireApprovals(STATE, 1000).requests.map(({ status }) => status)).toEqual(['expired', 'open']);
  });
});

describe('the state of the dealer server', () => {
  it('finds staff and requests by their exact id', () => {
    expect(findStaff(STATE, 'tara')?.name).toBe('Tara');
    expect(findStaff(STATE, 'Tara')).toBeNull();
    expect(findRequest(STATE, '19070100002')).toBe(OPEN);
    expect(findRequest(STATE, '1907010000')).toBeNull();
  });

  it('has one request replaced', () => {
    const closed: ResetRequest = { ...REQUEST, status: 'closed' };
    expect(replaceRequest(STATE, closed).requests).toEqual([closed, OPEN]);
    expect(STATE.requests[0]).toBe(REQUEST);
  });

  it('has the latest 200 pass-codes', () => {
    let state = STATE;
    for (let index = 1; index <= 201; index++) state = withIssued(state, issued(index));
    expect(state.issued).toHaveLength(200);
    expect([state.issued[0]?.issuedAtMs, state.issued.at(-1)?.issuedAtMs]).toEqual([2, 201]);
  });
});

it('a dealer that is not known has its code and no name', () => {
  expect(dealerOf(twoDealers(), '99002')).toEqual({ code: '99002', name: 'Other Example Motors' });
  expect(dealerOf(twoDealers(), '1')).toEqual({ code: '1', name: '' });
});
