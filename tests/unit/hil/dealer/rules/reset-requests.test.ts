import { describe, expect, it } from 'vitest';
import type { RequestResetCommand } from '../../../../../hil/dealer/rules/dealer-commands.ts';
import { findStaff, type DealerState, type StaffMember } from '../../../../../hil/dealer/rules/dealer-state.ts';
import { demoDealer } from '../../../../../hil/dealer/rules/demo-dealer.ts';
import {
  approve,
  close,
  decline,
  requestOfDealer,
  requestReset,
} from '../../../../../hil/dealer/rules/reset-requests.ts';

/** 2019-07-01T08:00:00Z. */
const NOW = { epochMs: 1_561_968_000_000 };
const NUMBER = '19070100001';
const { state: EMPTY } = demoDealer();
const COMMAND: RequestResetCommand = {
  ...{
    kind: 'request-reset',
    actorId: 'tara',
    vin: '4T1BZ1FB4KU999999',
    repairOrder: '1',
    customerLastName: 'Example',
  },
  ...{ tickedPolicies: ['authority', 'identity', 'ownership', 'terms'], managerIds: ['mona', 'paul'] },
};
const APPROVAL = ['documents-reviewed', 'repair-order-open', 'responsibility'];

function member(id: string): StaffMember {
  const found = findStaff(EMPTY, id);
  if (found === null) throw new Error(`no ${id}`);
  return found;
}

function requested(change: Partial<RequestResetCommand> = {}): ReturnType<typeof requestReset> {
  return requestReset(EMPTY, { ...COMMAND, ...change }, member('tara'), NOW);
}

function openState(): DealerState {
  const change = requested();
  if ('kind' in change) throw new Error(change.message);
  return change.state;
}

describe('a reset request', () => {
  it('DLR-11: has the date and the running number of the day', () => {
    expect(requested()).toMatchObject({
      accepted: { kind: 'requested', requestNumber: NUMBER, managerIds: ['mona', 'paul'] },
      request: { number: NUMBER, status: 'open', requesterId: 'tara', validTillMs: null },
    });
  });

  it.each([
    ['one manager', { managerIds: ['mona'] }, 'managers-not-chosen'],
    ['one manager twice', { managerIds: ['mona', 'mona'] }, 'managers-not-chosen'],
    ['a technician as manager', { managerIds: ['mona', 'tom'] }, 'managers-not-chosen'],
    ['a box that is not ticked', { tickedPolicies: ['authority', 'identity', 'terms'] }, 'policy-not-accepted'],
    ['another check digit', { vin: '4T1BZ1FB5KU999999' }, 'invalid-field'],
    ['no repair order', { repairOrder: ' ' }, 'invalid-field'],
  ])('DLR-3: is refused with %s', (_what, change, code) => {
    expect(requested(change)).toMatchObject({ kind: 'refused', code });
  });

  it('DLR-3: is refused while another one for the VIN is pending', () => {
    expect(requestReset(openState(), COMMAND, member('tom'), NOW)).toMatchObject({
      code: 'request-pending',
      requestNumber: NUMBER,
    });
  });
});

describe('the managers of a request', () => {
  /** Everyone of the demo dealer, and a manager of another dealer. */
  const withOther: DealerState = {
    ...EMPTY,
    dealers: [...EMPTY.dealers, { code: '99002', name: 'Other Motors' }],
    staff: [...EMPTY.staff, { id: 'otto', name: 'Otto Other', title: 'Service Manager', dealerCode: '99002' }],
  };

  it('DLR-3: are of the same dealer, however many of them are chosen', () => {
    for (const managerIds of [
      ['mona', 'otto'],
      ['mona', 'paul', 'otto'],
    ]) {
      expect(requestReset(withOther, { ...COMMAND, managerIds }, member('tara'), NOW)).toMatchObject({
        code: 'managers-not-chosen',
        message: '"otto" is not a manager of this dealer',
      });
    }
  });

  it('DLR-3: are people that the dealer knows', () => {
    expect(requested({ managerIds: ['mona', 'paul', 'nobody'] })).toMatchObject({ code: 'managers-not-chosen' });
  });

  it('DLR-3: are at least two besides the requester', () => {
    const asManager = { ...COMMAND, managerIds: ['mona', 'paul'] };
    expect(requestReset(EMPTY, asManager, member('mona'), NOW)).toMatchObject({ code: 'managers-not-chosen' });
    const withThird = { ...COMMAND, managerIds: ['mona', 'paul', 'gwen'] };
    expect(requestReset(EMPTY, withThird, member('mona'), NOW)).toMatchObject({
      accepted: { managerIds: ['paul', 'gwen'] },
    });
  });
});

describe('the numbers of a day', () => {
  const [first] = openState().requests;
  /** As if that many requests of the day had been settled. */
  const after = (count: number): DealerState => ({
    ...EMPTY,
    requests: Array.from({ length: count }, () => {
      if (first === undefined) throw new Error('no request');
      return { ...first, status: 'closed' as const };
    }),
  });

  it('DLR-11: end at 99,999', () => {
    expect(requestReset(after(99_998), COMMAND, member('tara'), NOW)).toMatchObject({
      request: { number: '19070199999' },
    });
    expect(requestReset(after(99_999), COMMAND, member('tara'), NOW)).toMatchObject({ code: 'numbers-exhausted' });
  });
});

describe('the boxes of a request', () => {
  it('DLR-3: are all ticked, in any order', () => {
    const tickedPolicies = ['terms', 'ownership', 'identity', 'authority'];
    expect(requested({ tickedPolicies })).toMatchObject({ accepted: { kind: 'requested' } });
  });
});

describe('an approval', () => {
  const APPROVE = { kind: 'approve', actorId: 'mona', requestNumber: NUMBER, tickedPolicies: APPROVAL } as const;

  it('DLR-5: is good for seven days', () => {
    expect(approve(openState(), APPROVE, member('mona'), NOW)).toMatchObject({
      accepted: { kind: 'approved', validTillMs: 1_562_572_800_000 },
      request: { status: 'approved', settledBy: 'mona', settledAtMs: NOW.epochMs },
    });
  });

  it('DLR-4: is for a manager it was sent to, never for the requester', () => {
    for (const id of ['tara', 'tom', 'fred', 'gwen']) {
      expect(approve(openState(), APPROVE, member(id), NOW)).toMatchObject({ code: 'not-allowed' });
    }
  });

  it('DLR-4: is settled once, for all', () => {
    const declined = decline(
      openState(),
      { kind: 'decline', actorId: 'paul', requestNumber: NUMBER },
      member('paul'),
      NOW,
    );
    expect(declined).toMatchObject({ request: { status: 'declined', settledBy: 'paul', validTillMs: null } });
    const state = 'kind' in declined ? EMPTY : declined.state;
    expect(approve(state, APPROVE, member('mona'), NOW)).toMatchObject({ code: 'already-settled' });
  });

  it('DLR-4: has each box ticked', () => {
    const half = { ...APPROVE, tickedPolicies: ['responsibility'] };
    expect(approve(openState(), half, member('mona'), NOW)).toMatchObject({ code: 'policy-not-accepted' });
  });

  it.each([
    [['responsibility'], 'documents-reviewed'],
    [['documents-reviewed', 'responsibility'], 'repair-order-open'],
    [['authority', 'identity', 'ownership', 'terms'], 'documents-reviewed'],
  ])('DLR-4: of %j the first box that is not ticked is "%s"', (tickedPolicies, box) => {
    const refusal = approve(openState(), { ...APPROVE, tickedPolicies }, member('mona'), NOW);
    expect(refusal).toMatchObject({ message: expect.stringMatching(`^the box "${box}" is not ticked: `) });
  });
});

describe('a request of a dealer', () => {
  it('DLR-5: is closed by anyone of the dealer, and only once', () => {
    const command = { kind: 'close', actorId: 'tom', requestNumber: ` ${NUMBER} ` } as const;
    const closed = close(openState(), command, member('tom'));
    expect(closed).toMatchObject({
      accepted: { kind: 'closed', requestNumber: NUMBER },
      request: { status: 'closed' },
    });
    const state = 'kind' in closed ? EMPTY : closed.state;
    expect(close(state, command, member('tom'))).toMatchObject({ code: 'already-settled' });
  });

  it('is not known to another dealer', () => {
    const stranger = { ...member('mona'), dealerCode: '99002' };
    expect(requestOfDealer(openState(), NUMBER, stranger)).toMatchObject({ code: 'unknown-request' });
    expect(requestOfDealer(openState(), NUMBER, member('fred'))).toMatchObject({ number: NUMBER });
  });
});
