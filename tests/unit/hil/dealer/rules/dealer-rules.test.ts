import { describe, expect, it } from 'vitest';

import type { DealerCommand, DealerOutcome, DealerRecord } from '../../../../../hil/dealer/rules/dealer-commands.ts';
import { inboxView } from '../../../../../hil/dealer/dealer-views.ts';
import { createDealerRules } from '../../../../../hil/dealer/rules/dealer-rules.ts';
import { type DealerState, expireApprovals, findStaff } from '../../../../../hil/dealer/rules/dealer-state.ts';
import { demoDealer } from '../../../../../hil/dealer/rules/demo-dealer.ts';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY } from '../../../../../hil/dealer/rules/policies.ts';
import { APPROVING_TITLES } from '../../../../../hil/dealer/rules/titles.ts';
import { START_MS } from '../../../../support/dealer-bench.ts';
import { APPROVE, CLOSE, DECLINE, KEY_CODE, NUMBER, REQUEST, RESET_CODE } from '../../../../support/dealer-commands.ts';

const rules = createDealerRules({ passcodeSecret: 'virtual-car-fleet-secret' });
const SEVEN_DAYS_MS = 604_800_000;
/** A dealer server in use: commands one after the other, with what came of them. */
class Desk {
  state: DealerState;
  nowMs: number = START_MS;
  readonly log: DealerRecord[] = [];

  constructor(state: DealerState = demoDealer().state) {
    this.state = state;
  }

  do(command: DealerCommand): DealerOutcome {
    const step = rules.step(this.state, command, { epochMs: this.nowMs });
    this.state = step.state;
    if (step.record !== null) this.log.push(step.record);
    return step.outcome;
  }

  /** The inbox of somebody, as the dealer server shows it: numbers to settle, and one's own that are approved. */
  inbox(id: string): { readonly toSettle: readonly string[]; readonly approved: readonly string[] } {
    const staff = findStaff(this.state, id);
    if (staff === null) throw new Error(`no ${id}`);
    const { toSettle, own } = inboxView(expireApprovals(this.state, this.nowMs), { staff });
    const approved = own.filter(({ status }) => status === 'approved');
    return { toSettle: toSettle.map(({ number }) => number), approved: approved.map(({ number }) => number) };
  }

  /** Carries out a command that must be accepted. */
  must(command: DealerCommand): this {
    expect(this.do(command)).not.toMatchObject({ kind: 'refused' });
    return this;
  }

  /** Carries out a command that must be refused, with nothing changed and nothing logged. */
  mustNot(command: DealerCommand): DealerOutcome {
    const before = this.state;
    const logged = this.log.length;
    const outcome = this.do(command);
    expect(outcome).toMatchObject({ kind: 'refused', message: expect.any(String), hint: expect.any(String) });
    expect(this.log).toHaveLength(logged);
    expect(this.state.issued).toEqual(before.issued);
    return outcome;
  }
}

/** The first staff of the demo dealer, three or as many as there are titles given. */
function withTitles(...titles: string[]): DealerState {
  const { state } = demoDealer();
  return {
    ...state,
    staff: state.staff
      .slice(0, Math.max(3, titles.length))
      .map((member, index) => ({ ...member, title: titles[index] ?? member.title })),
  };
}

describe('who may approve', () => {
  it('DLR-1 there are twelve titles', () => {
    expect(APPROVING_TITLES).toHaveLength(12);
    expect(new Set(APPROVING_TITLES).size).toBe(12);
  });

  it.each([...APPROVING_TITLES])('DLR-1 a %s approves', (title) => {
    const desk = new Desk(withTitles('Technician', title)).must(REQUEST);
    expect(desk.do(APPROVE)).toMatchObject({ kind: 'approved' });
  });

  it.each(['Technician', 'service manager', 'Salesperson'])('DLR-1 a %s cannot be chosen', (title) => {
    const { state } = demoDealer();
    const extra = { id: 'extra', name: 'Extra', title, dealerCode: '99001' };
    const desk = new Desk({ ...state, staff: [...state.staff, extra] });
    const outcome = desk.mustNot({ ...REQUEST, managerIds: ['mona', 'paul', 'extra'] });
    expect(outcome).toMatchObject({ code: 'managers-not-chosen', field: 'managerIds' });
  });

  it('DLR-1 a manager who has lost the title since cannot approve any more', () => {
    const desk = new Desk().must(REQUEST);
    desk.state = { ...desk.state, staff: withTitles('Technician', 'Technician').staff };
    expect(desk.mustNot(APPROVE)).toMatchObject({ code: 'not-allowed' });
  });

  it('someone not enrolled is refused', () => {
    expect(new Desk().mustNot({ ...REQUEST, actorId: 'nobody' })).toMatchObject({
      code: 'unknown-actor',
      field: 'actorId',
    });
  });
});

describe('DLR-2 a dealer with fewer than two enrolled managers', () => {
  it.each([REQUEST, KEY_CODE])('is refused $kind', (command) => {
    const desk = new Desk(withTitles('Technician', 'Service Manager', 'Technician'));
    expect(desk.mustNot(command)).toMatchObject({ code: 'too-few-managers' });
  });

  it('gets no pass-code even from an approval it already has', () => {
    const desk = new Desk().must(REQUEST).must(APPROVE);
    desk.state = { ...desk.state, staff: withTitles('Technician', 'Service Manager', 'Technician').staff };
    expect(desk.mustNot(RESET_CODE)).toMatchObject({ code: 'too-few-managers' });
  });

  it('is not helped by another dealer’s managers', () => {
    const state = withTitles();
    const staff = state.staff.map((member) => (member.id === 'paul' ? { ...member, dealerCode: '99002' } : member));
    expect(new Desk({ ...state, staff }).mustNot(KEY_CODE)).toMatchObject({ code: 'too-few-managers' });
  });
});

describe('a reset request', () => {
  it('DLR-3 goes to the inbox of each manager chosen, and to nobody else’s', () => {
    const desk = new Desk();
    expect(desk.do(REQUEST)).toEqual({ kind: 'requested', requestNumber: NUMBER, managerIds: ['mona', 'paul'] });
    expect(desk.inbox('mona').toSettle).toEqual([NUMBER]);
    expect(desk.inbox('paul').toSettle).toEqual([NUMBER]);
    for (const id of ['gwen', 'tara', 'tom']) expect(desk.inbox(id)).toEqual({ toSettle: [], approved: [] });
  });

  it.each([[['mona']], [['mona', 'mona']], [[]], [['mona', 'tara']], [['mona', 'nobody']]])(
    'DLR-3 needs two managers: %j will not do',
    (managerIds) => {
      expect(new Desk().mustNot({ ...REQUEST, managerIds })).toMatchObject({
        code: 'managers-not-chosen',
        field: 'managerIds',
      });
    },
  );

  it('DLR-3 of a manager does not count the one who asks', () => {
    const outcome = new Desk().mustNot({ ...REQUEST, actorId: 'mona' });
    expect(outcome).toMatchObject({ code: 'managers-not-chosen', hint: 'choose 1 more' });
  });

  it.each(IDENTIFICATION_POLICY.map((box) => box.id))('DLR-3 needs the box "%s" ticked', (id) => {
    const tickedPolicies = REQUEST.tickedPolicies.filter((ticked) => ticked !== id);
    const outcome = new Desk().mustNot({ ...REQUEST, tickedPolicies });
    expect(outcome).toMatchObject({
      code: 'policy-not-accepted',
      field: 'tickedPolicies',
      message: expect.stringContaining(id),
    });
  });

  it.each([
    ['repairOrder', { repairOrder: ' ' }],
    ['customerLastName', { customerLastName: '' }],
    ['customerLastName', { customerLastName: 'x'.repeat(65) }],
    ['vin', { vin: '4T1BZ1FB4KU99999' }],
    ['vin', { vin: '4T1BZ1FB4KU99999O' }],
  ])('DLR-3 names the field %s of %j', (field, change) => {
    expect(new Desk().mustNot({ ...REQUEST, ...change })).toMatchObject({ code: 'invalid-field', field });
  });

  it('DLR-10 names a mistyped VIN and the check digit it should have', () => {
    expect(new Desk().mustNot({ ...REQUEST, vin: '4T1BZ1FB5KU999999' })).toMatchObject({
      code: 'invalid-field',
      field: 'vin',
      checkDigit: { field: 'vin', expected: '4' },
    });
  });

  it('DLR-3 takes a VIN in small letters and with blanks around it', () => {
    const desk = new Desk().must({ ...REQUEST, vin: ` ${REQUEST.vin.toLowerCase()} ` });
    expect(desk.state.requests[0]?.vin).toBe(REQUEST.vin);
  });

  it('DLR-3 for a VIN with an open or approved one is refused and names its number', () => {
    const desk = new Desk().must(REQUEST);
    expect(desk.mustNot(REQUEST)).toMatchObject({
      code: 'request-pending',
      message: `request ${NUMBER} for this VIN is open`,
    });
    desk.must(APPROVE);
    expect(desk.mustNot(REQUEST)).toMatchObject({ code: 'request-pending', message: expect.stringContaining(NUMBER) });
    desk.must({ ...REQUEST, vin: '4T1BZ1FB3KU000000' });
  });

  it.each([[[DECLINE]], [[CLOSE]], [[APPROVE, CLOSE]]])('DLR-3 another is taken after %j', (commands) => {
    const desk = new Desk().must(REQUEST);
    for (const command of commands) desk.must(command);
    expect(desk.do(REQUEST)).toMatchObject({ kind: 'requested', requestNumber: '19070100002' });
  });

  it('DLR-11 is numbered by the day in UTC and five digits', () => {
    const desk = new Desk().must(REQUEST).must(DECLINE);
    desk.nowMs = START_MS + 16 * 3_600_000 - 1;
    expect(desk.do(REQUEST)).toMatchObject({ requestNumber: '19070100002' });
    desk.nowMs += 1;
    expect(desk.do({ ...REQUEST, vin: '4T1BZ1FB3KU000000' })).toMatchObject({ requestNumber: '19070200001' });
  });
});

describe('an approval', () => {
  it('DLR-4 settles the request for the other managers', () => {
    const desk = new Desk().must(REQUEST).must(APPROVE);
    expect(desk.inbox('paul').toSettle).toEqual([]);
    expect(desk.mustNot({ ...APPROVE, actorId: 'paul' })).toMatchObject({
      code: 'already-settled',
      message: `request ${NUMBER} is approved, settled by Mona Manager`,
    });
    expect(desk.mustNot(DECLINE)).toMatchObject({ code: 'already-settled' });
    expect(desk.inbox('tara').approved).toEqual([NUMBER]);
  });

  it('DLR-4 is as final when it is declined', () => {
    const desk = new Desk().must(REQUEST).must(DECLINE);
    expect(desk.mustNot(APPROVE)).toMatchObject({ code: 'already-settled' });
    expect(desk.mustNot(RESET_CODE)).toMatchObject({ code: 'not-approved' });
  });

  it.each(APPROVAL_POLICY.map((box) => box.id))('DLR-4 needs the box "%s" ticked', (id) => {
    const desk = new Desk().must(REQUEST);
    const tickedPolicies = APPROVAL_POLICY.map((box) => box.id).filter((ticked) => ticked !== id);
    const outcome = desk.mustNot({ kind: 'approve', actorId: 'mona', requestNumber: NUMBER, tickedPolicies });
    expect(outcome).toMatchObject({ code: 'policy-not-accepted' });
  });

  it('DLR-4 comes only from a manager it was sent to, and from nobody for their own request', () => {
    const { state } = demoDealer();
    const manager = (id: string): DealerState['staff'][number] => ({
      id,
      name: id,
      title: 'Team Leader',
      dealerCode: '99001',
    });
    const desk = new Desk({ ...state, staff: [...state.staff, manager('other'), manager('own')] });
    desk.must({ ...REQUEST, actorId: 'own', managerIds: ['own', 'mona', 'paul'] });
    expect(desk.mustNot({ ...APPROVE, actorId: 'own' })).toMatchObject({ code: 'not-allowed' });
    expect(desk.mustNot({ ...APPROVE, actorId: 'other' })).toMatchObject({ code: 'not-allowed' });
    expect(desk.mustNot({ ...APPROVE, actorId: 'tara' })).toMatchObject({ code: 'not-allowed' });
    desk.must(APPROVE);
  });

  it('DLR-4 of another dealer’s request is not possible, nor of one that does not exist', () => {
    const { state } = demoDealer();
    const stranger = { id: 'stranger', name: 'S', title: 'General Manager', dealerCode: '99002' };
    const desk = new Desk({ ...state, staff: [...state.staff, stranger] }).must(REQUEST);
    expect(desk.mustNot({ ...APPROVE, actorId: 'stranger' })).toMatchObject({
      code: 'unknown-request',
      field: 'requestNumber',
    });
    expect(desk.mustNot({ ...CLOSE, actorId: 'stranger' })).toMatchObject({ code: 'unknown-request' });
    expect(desk.mustNot({ ...DECLINE, requestNumber: '19070100002' })).toMatchObject({ code: 'unknown-request' });
  });

  it('DLR-5 is good for any number of attempts until the repair is closed', () => {
    const desk = new Desk().must(REQUEST).must(APPROVE).must(RESET_CODE);
    desk.must({ ...RESET_CODE, seedNumber: '00020000000000FF' }).must(CLOSE);
    expect(desk.mustNot(RESET_CODE)).toMatchObject({ code: 'not-approved' });
    expect(desk.mustNot(CLOSE)).toMatchObject({ code: 'already-settled' });
  });

  it('DLR-5 has passed 7 days after it was given, and not a millisecond earlier', () => {
    const desk = new Desk().must(REQUEST);
    desk.nowMs += 1_000;
    expect(desk.do(APPROVE)).toMatchObject({ validTillMs: START_MS + 1_000 + SEVEN_DAYS_MS });
    desk.nowMs = START_MS + 1_000 + SEVEN_DAYS_MS - 1;
    desk.must(RESET_CODE);
    expect(desk.inbox('tara').approved).toEqual([NUMBER]);
    desk.nowMs += 1;
    expect(desk.mustNot(RESET_CODE)).toMatchObject({ code: 'approval-expired', field: 'requestNumber' });
    expect(desk.inbox('tara').approved).toEqual([]);
    desk.must(REQUEST);
  });
});

describe('the log', () => {
  it('DLR-9 has one record for each transaction, which is complete by itself and holds no pass-code', () => {
    const desk = new Desk().must(REQUEST).must(APPROVE).must(RESET_CODE).must(KEY_CODE).must(CLOSE);
    expect(desk.log.map((record) => record.kind)).toEqual([
      'requested',
      'approved',
      'reset-pass-code',
      'key-pass-code',
      'closed',
    ]);
    expect(desk.log[2]).toEqual({
      kind: 'reset-pass-code',
      epochMs: START_MS,
      dealerCode: '99001',
      dealerName: 'Example Motors',
      actorId: 'tara',
      actorName: 'Tara Technician',
      actorTitle: 'Technician',
      vin: REQUEST.vin,
      repairOrder: '123456',
      customerLastName: 'Example',
      requestNumber: NUMBER,
      toolVersion: '13.10.019',
      seed: '00010123456789AB',
      staff: null,
    });
    expect(desk.log[3]).toMatchObject({ requestNumber: null, seed: '05A17C0D00027F3C9E015D24B973B6A8' });
    expect(JSON.stringify(desk.log)).not.toMatch(/294211|E6B810B8E679/);
  });
});
