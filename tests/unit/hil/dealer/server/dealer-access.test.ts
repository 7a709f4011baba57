import { describe, expect, it } from 'vitest';
import type { DealerSession } from '../../../../../hil/dealer/dealer-service.ts';
import { type DealerAccess, findAccessProblem } from '../../../../../hil/dealer/server/dealer-access.ts';

const NOW_MS = 1_800_000_000_000;
const TECHNICIAN: DealerSession = {
  id: 'hash',
  staff: { id: 'tara', name: 'Tara Technician', title: 'Technician', dealerCode: '99001' },
  dealer: { code: '99001', name: 'Example Motors' },
  powers: { approves: false, administers: false },
  mustChangePassword: false,
  tabs: { 'immobilizer-reset': null, 'add-remove-key': null },
  csrfToken: 'csrf of tara',
  endsAtMs: NOW_MS + 1,
};
const MANAGER: DealerSession = { ...TECHNICIAN, powers: { approves: true, administers: false } };
const ADMINISTRATOR: DealerSession = { ...TECHNICIAN, powers: { approves: true, administers: true } };
const ONE_TIME: DealerSession = { ...ADMINISTRATOR, mustChangePassword: true };

function codeOf(access: DealerAccess, session: DealerSession | null, nowMs: number = NOW_MS): string | null {
  return findAccessProblem(access, session, nowMs)?.code ?? null;
}

describe('who gets at a route', () => {
  it.each([
    ['anyone', null, null, null, null],
    ['signed-in', 'not-signed-in', null, null, null],
    ['staff', 'not-signed-in', null, null, null],
    ['manager', 'not-signed-in', 'not-allowed', null, null],
    ['administrator', 'not-signed-in', 'not-allowed', 'not-allowed', null],
    ['immobilizer-reset', 'not-signed-in', 'password-again', 'password-again', 'password-again'],
    ['add-remove-key', 'not-signed-in', 'password-again', 'password-again', 'password-again'],
  ] as const)('DLR-1 DLR-8: %s', (access, nobody, technician, manager, administrator) => {
    expect([null, TECHNICIAN, MANAGER, ADMINISTRATOR].map((session) => codeOf(access, session))).toEqual([
      ...[nobody, technician, manager, administrator],
    ]);
  });

  it.each(['staff', 'manager', 'administrator', 'immobilizer-reset', 'add-remove-key'] as const)(
    'DLR-8: with a one-time password nobody gets at %s',
    (access) => {
      expect(codeOf(access, ONE_TIME)).toBe('password-must-change');
    },
  );

  it('DLR-8: with a one-time password the session can be ended and the password changed', () => {
    expect([codeOf('signed-in', ONE_TIME), codeOf('anyone', ONE_TIME)]).toEqual([null, null]);
  });
});

describe('a tab', () => {
  const open = { ...TECHNICIAN, tabs: { 'immobilizer-reset': NOW_MS, 'add-remove-key': null } };

  it('DLR-8: is open until its time is over, to the millisecond, and the other is not', () => {
    expect(codeOf('immobilizer-reset', open, NOW_MS - 1)).toBeNull();
    expect(codeOf('immobilizer-reset', open, NOW_MS)).toBe('password-again');
    expect(codeOf('add-remove-key', open, NOW_MS - 1)).toBe('password-again');
  });

  it('DLR-8: is named where it is closed, with the field for the password', () => {
    expect(findAccessProblem('add-remove-key', open, NOW_MS)).toEqual({
      ...{ kind: 'refused', code: 'password-again', field: 'password' },
      message: 're-enter the password to open the tab "add-remove-key"',
      hint: 'enter it again; the tab then stays open for ten minutes',
    });
  });
});
