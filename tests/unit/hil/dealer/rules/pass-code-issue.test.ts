import { describe, expect, it } from 'vitest';
import type {
  IssueKeyPassCodeCommand,
  IssueResetPassCodeCommand,
  Refusal,
} from '../../../../../hil/dealer/rules/dealer-commands.ts';
import type { DealerState, RequestStatus, StaffMember } from '../../../../../hil/dealer/rules/dealer-state.ts';
import { demoDealer } from '../../../../../hil/dealer/rules/demo-dealer.ts';
import {
  issueKeyPassCode,
  issueResetPassCode,
  type PassCodeIssue,
} from '../../../../../hil/dealer/rules/pass-code-issue.ts';
import { START_MS } from '../../../../support/dealer-bench.ts';
import { KEY_CODE, NEXT_RESET_CODE, NUMBER, REQUEST, RESET_CODE } from '../../../../support/dealer-commands.ts';

const CONFIG = { passcodeSecret: 'virtual-car-fleet-secret' };
const NOW = { epochMs: START_MS };
const TARA: StaffMember = { id: 'tara', name: 'Tara Technician', title: 'Technician', dealerCode: '99001' };

/** The demo dealer with Tara's request, as far as it has come. */
function stateWith(status: RequestStatus): DealerState {
  const { vin, repairOrder, customerLastName, managerIds } = REQUEST;
  const request = {
    ...{ number: NUMBER, status, dealerCode: '99001', requesterId: 'tara', requesterName: 'Tara Technician' },
    ...{ vin, repairOrder, customerLastName, managerIds, requestedAtMs: START_MS },
    ...{ settledBy: null, settledByName: null, settledAtMs: null, validTillMs: null },
  };
  return { ...demoDealer().state, requests: [request] };
}

const APPROVED = stateWith('approved');

function resetCode(
  change: Partial<IssueResetPassCodeCommand> = {},
  state: DealerState = APPROVED,
  actor: StaffMember = TARA,
): PassCodeIssue | Refusal {
  return issueResetPassCode(CONFIG, state, { ...RESET_CODE, ...change }, actor, NOW);
}

function keyCode(change: Partial<IssueKeyPassCodeCommand> = {}): PassCodeIssue | Refusal {
  return issueKeyPassCode(CONFIG, APPROVED, { ...KEY_CODE, ...change }, TARA, NOW);
}

describe('a reset pass-code', () => {
  it('DLR-6: comes from the approved request, one for each seed', () => {
    expect(resetCode()).toMatchObject({
      accepted: { kind: 'reset-pass-code', requestNumber: NUMBER, passCode: '294211' },
    });
    const { seedNumber } = NEXT_RESET_CODE;
    expect(resetCode({ seedNumber: ` ${seedNumber.toLowerCase()} ` })).toMatchObject({
      accepted: { passCode: '030332' },
    });
  });

  it('DLR-9: is remembered with car, order and seed of the request, but not itself', () => {
    const issue = resetCode({ toolVersion: ' 14.0.0 ' });
    const issued = {
      ...{ kind: 'reset', requestNumber: NUMBER, actorId: 'tara', dealerCode: '99001', vin: REQUEST.vin },
      ...{ repairOrder: '123456', customerLastName: 'Example', toolVersion: '14.0.0' },
      ...{ seed: '00010123456789AB', issuedAtMs: START_MS },
    };
    expect(issue).toMatchObject({ issued, state: { issued: [issued], requests: APPROVED.requests } });
    expect(JSON.stringify({ ...issue, accepted: null })).not.toContain('294211');
  });

  it.each([
    ['open', 'not-approved', `request ${NUMBER} is open`, 'wait for a manager to approve it'],
    ['declined', 'not-approved', `request ${NUMBER} is declined`, 'make a new request'],
    ['closed', 'not-approved', `request ${NUMBER} is closed`, 'make a new request'],
    ['expired', 'approval-expired', `the approval of request ${NUMBER} has expired`, 'make a new request'],
  ] as const)('DLR-5 DLR-6: does not come from one that is %s', (status, code, message, hint) => {
    expect(resetCode({}, stateWith(status))).toEqual({ kind: 'refused', code, field: 'requestNumber', message, hint });
  });

  it('DLR-6: is not issued for an unknown request, or for another dealer’s', () => {
    expect(resetCode({ requestNumber: '19070199999' })).toMatchObject({ code: 'unknown-request' });
    expect(resetCode({}, APPROVED, { ...TARA, dealerCode: '99002' })).toMatchObject({ code: 'unknown-request' });
  });

  it.each(['00010123456789A', '00010123456789ABC', '0001 0123456789A', '00010123456789AG', ''])(
    'DLR-6: is not given for the seed "%s"',
    (seedNumber) => {
      expect(resetCode({ seedNumber })).toMatchObject({ code: 'invalid-field', field: 'seedNumber' });
    },
  );
});

describe('the scan tool’s software', () => {
  it.each([
    ['13.10.018', 'tool-too-old'],
    ['13.9.500', 'tool-too-old'],
    ['13.10', 'tool-too-old'],
    ['13.00.022', 'tool-too-old'],
    ['', 'invalid-field'],
    ['13.x', 'invalid-field'],
  ])('DLR-6 DLR-7: "%s" gets none: %s', (toolVersion, code) => {
    expect(resetCode({ toolVersion })).toMatchObject({ code, field: 'toolVersion' });
    expect(keyCode({ toolVersion })).toMatchObject({ code, field: 'toolVersion' });
  });

  it.each(['13.10.019', '13.10.19', '13.10.020', '13.11', '14.0.0'])('DLR-6 DLR-7: %s gets them', (toolVersion) => {
    expect(resetCode({ toolVersion })).toMatchObject({ accepted: { passCode: '294211' } });
    expect(keyCode({ toolVersion })).toMatchObject({ accepted: { passCode: 'E6B810B8E679' } });
  });
});

describe('an Add/Remove pass-code', () => {
  it('DLR-7 DLR-9: needs no request, and is remembered with what was typed in the form', () => {
    expect(keyCode({ vin: ` ${KEY_CODE.vin.toLowerCase()}`, repairOrder: ' 77 ' })).toMatchObject({
      accepted: { kind: 'key-pass-code', passCode: 'E6B810B8E679' },
      issued: {
        ...{ kind: 'keys', requestNumber: null, actorId: 'tara', vin: KEY_CODE.vin, repairOrder: '77' },
        seed: '05A17C0D00027F3C9E015D24B973B6A8',
      },
    });
  });

  it.each([
    [{ vin: '4T1BZ1FB4KU999998' }, 'vin', { field: 'vin', expected: '2' }],
    [{ vinCheckDigit: 'S' }, 'vin', { field: 'vinCheckDigit', expected: 'R' }],
    [{ data1: '5A17C0D0003' }, 'data1', { field: 'data1CheckDigit', expected: '9' }],
    [{ data1CheckDigit: '' }, 'data1', { field: 'data1CheckDigit', expected: 'B' }],
    [{ data2: '7F3C9E015D42' }, 'data2', { field: 'data2CheckDigit', expected: 'E' }],
  ])('DLR-10: with %j names %s and the check digit it should have', (change, field, checkDigit) => {
    expect(keyCode(change)).toMatchObject({ code: 'invalid-field', field, checkDigit });
  });

  it.each([
    [{ data1: '5A17C0D00022' }, 'data1'],
    [{ data2: '7F3C9E015D2' }, 'data2'],
    [{ data3: 'B973B6A' }, 'data3'],
    [{ data3: 'B973B6A9' }, 'data3'],
    [{ vin: '4T1BZ1FB3KU000000', vinCheckDigit: '2' }, 'data3'],
    [{ repairOrder: '' }, 'repairOrder'],
    [{ customerLastName: ' ' }, 'customerLastName'],
  ])('DLR-7: with %j names %s', (change, field) => {
    expect(keyCode(change)).toMatchObject({ code: 'invalid-field', field });
  });
});
