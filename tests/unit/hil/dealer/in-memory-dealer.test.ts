import { describe, expect, it } from 'vitest';
import { InMemoryDealer } from '../../../../hil/dealer/in-memory-dealer.ts';
import { type DealerFaults, NO_FAULTS } from '../../../../hil/dealer/rules/dealer-faults.ts';
import { START_MS } from '../../../support/dealer-bench.ts';
import { APPROVE, KEY_CODE, NEXT_RESET_CODE, NUMBER, REQUEST, RESET_CODE } from '../../../support/dealer-commands.ts';

const SECRET = 'virtual-car-fleet-secret';
const DAY_MS = 86_400_000;
const { vin: VIN } = REQUEST;

interface Bench {
  readonly dealer: InMemoryDealer;
  nowMs: number;
}

function approvedBench(faults: Partial<DealerFaults> = {}): Bench {
  const bench = { nowMs: START_MS };
  const dealer = new InMemoryDealer({ passcodeSecret: SECRET, calendar: () => ({ epochMs: bench.nowMs }) });
  expect(dealer.carryOut(REQUEST)).toMatchObject({ kind: 'requested', requestNumber: NUMBER });
  expect(dealer.carryOut(APPROVE)).toMatchObject({ kind: 'approved' });
  dealer.order(faults);
  return Object.assign(bench, { dealer });
}

describe('a dealer in memory', () => {
  it('DLR-3 DLR-4 DLR-6 takes a request from the technician to the pass-code', () => {
    const { dealer } = approvedBench();
    expect(dealer.pendingRequest(VIN)).toMatchObject({
      number: NUMBER,
      status: 'approved',
      settledByName: 'Mona Manager',
    });
    expect(dealer.carryOut(RESET_CODE)).toMatchObject({ passCode: '294211' });
    expect(dealer.log.map(({ kind }) => kind)).toEqual(['requested', 'approved', 'reset-pass-code']);
    expect(dealer.faults).toEqual(NO_FAULTS);
  });

  it('DLR-5 sees an approval run out by the calendar it is given', () => {
    const bench = approvedBench();
    bench.nowMs += 7 * DAY_MS - 1;
    expect(bench.dealer.pendingRequest(VIN)?.status).toBe('approved');
    bench.nowMs += 1;
    expect(bench.dealer.pendingRequest(VIN)).toBeNull();
    expect(bench.dealer.state.requests[0]?.status).toBe('expired');
  });
});

describe('a fault of the dealer ordered by the bench', () => {
  it('gives the ordered number of wrong pass-codes of the right form, and the right ones afterwards', () => {
    const { dealer } = approvedBench({ wrongPassCodes: 2 });
    expect(dealer.carryOut(RESET_CODE)).toMatchObject({ passCode: '294212' });
    expect(dealer.carryOut(KEY_CODE)).toMatchObject({ passCode: 'E6B810B8E67A' });
    expect(dealer.carryOut(RESET_CODE)).toMatchObject({ passCode: '294211' });
    expect(dealer.faults).toEqual(NO_FAULTS);
  });

  it('spends no wrong pass-code on a refusal', () => {
    const { dealer } = approvedBench({ wrongPassCodes: 1 });
    expect(dealer.carryOut({ ...RESET_CODE, toolVersion: '13.00.022' })).toMatchObject({ code: 'tool-too-old' });
    expect(dealer.faults.wrongPassCodes).toBe(1);
  });

  it('gives the pass-code of the seed before', () => {
    const { dealer } = approvedBench();
    dealer.carryOut(RESET_CODE);
    dealer.order({ olderSeeds: 1 });
    expect(dealer.carryOut(NEXT_RESET_CODE)).toMatchObject({ passCode: '294211' });
    expect(dealer.carryOut(NEXT_RESET_CODE)).toMatchObject({ passCode: '030332' });
  });

  it('gives a pass-code that does not fit where there was no seed before', () => {
    const { dealer } = approvedBench({ olderSeeds: 2 });
    const outcome = dealer.carryOut(RESET_CODE);
    expect(outcome).toMatchObject({ kind: 'reset-pass-code', passCode: expect.stringMatching(/^\d{6}$/) });
    expect(outcome).not.toMatchObject({ passCode: '294211' });
    const keys = dealer.carryOut(KEY_CODE);
    expect(keys).toMatchObject({ kind: 'key-pass-code', passCode: expect.stringMatching(/^[0-9A-F]{12}$/) });
    expect(keys).not.toMatchObject({ passCode: 'E6B810B8E679' });
  });

  it.each([
    ['expired', 'approval-expired'],
    ['declined', 'not-approved'],
  ] as const)('DLR-5 lets the approval be %s when the pass-code is asked for, once', (approval, code) => {
    const { dealer } = approvedBench({ approval });
    expect(dealer.carryOut(KEY_CODE)).toMatchObject({ kind: 'key-pass-code' });
    expect(dealer.carryOut(RESET_CODE)).toMatchObject({ code });
    expect(dealer.state.requests[0]?.status).toBe(approval);
    expect(dealer.log.at(-1)).toMatchObject({ kind: approval, actorId: 'bench', requestNumber: NUMBER });
    expect(dealer.carryOut(REQUEST)).toMatchObject({ kind: 'requested', requestNumber: '19070100002' });
    dealer.carryOut({ ...APPROVE, requestNumber: '19070100002' });
    expect(dealer.carryOut({ ...RESET_CODE, requestNumber: '19070100002' })).toMatchObject({ passCode: '294211' });
  });

  it('does not answer while it is away, and has done nothing', () => {
    const { dealer } = approvedBench({ away: true });
    expect(dealer.carryOut(RESET_CODE)).toMatchObject({ kind: 'refused', code: 'no-answer' });
    expect(dealer.log).toHaveLength(2);
    dealer.order({ away: false });
    expect(dealer.carryOut(RESET_CODE)).toMatchObject({ passCode: '294211' });
  });

  it('DLR-5 DLR-11 has its clock ahead: approvals run out, and request numbers bear another day', () => {
    const { dealer } = approvedBench({ clockAheadMs: 7 * DAY_MS });
    expect(dealer.carryOut(RESET_CODE)).toMatchObject({ code: 'approval-expired' });
    expect(dealer.carryOut(REQUEST)).toMatchObject({ requestNumber: '19070800001' });
    expect(dealer.nowMs).toBe(START_MS + 7 * DAY_MS);
  });
});
