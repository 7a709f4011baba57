import { Hono } from 'hono';
import { beforeEach, describe, expect, it } from 'vitest';
import { NOT_ADMINISTRATOR, NOT_SIGNED_IN } from '../../../../../hil/dealer/dealer-refusals.ts';
import type { DealerSession } from '../../../../../hil/dealer/dealer-service.ts';
import {
  admit,
  admitNow,
  callerOf,
  clearSessionCookie,
  type DealerAccess,
  findAccessProblem,
  sessionCookie,
} from '../../../../../hil/dealer/server/dealer-guard.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';

let bench: DealerBench;
let token: string;
let csrf: string;

beforeEach(async () => {
  bench = new DealerBench();
  token = await bench.signIn('tara');
  csrf = bench.service.session(token)?.csrfToken ?? 'none';
  return async () => bench.end();
});

/** A route of this access: who got there, or what was in the way. */
async function knock(init: RequestInit = {}, access: DealerAccess = 'staff'): Promise<unknown> {
  let seen: unknown = null;
  const app = new Hono().all('/', async (context) => {
    const { session, problem } = await admit(context, bench.service, access, () => bench.realMs);
    seen = { who: session?.staff.id ?? null, code: problem?.code ?? null };
    return context.text('');
  });
  await app.request('/', init);
  return seen;
}

const POST = { method: 'POST' } as const;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' } as const;
const REFUSED = { who: null, code: 'not-signed-in' };
const TARA = { who: 'tara', code: null };
const FORGED = { who: 'tara', code: 'csrf' };

function cookie(): { readonly cookie: string } {
  return { cookie: `smartkey_dealer=${token}` };
}

describe('a session', () => {
  it('DLR-8: comes from the bearer token, or else from the cookie', async () => {
    expect(await knock()).toEqual(REFUSED);
    expect(await knock({ headers: { authorization: `Bearer ${token}` } })).toEqual(TARA);
    expect(await knock({ headers: { authorization: `bearer  ${token}` } })).toEqual(TARA);
    expect(await knock({ headers: cookie() })).toEqual(TARA);
  });

  it('DLR-8: is not that of the cookie where a bearer token is wrong', async () => {
    expect(await knock({ headers: { ...cookie(), authorization: 'Bearer wrong' } })).toEqual(REFUSED);
  });

  it('is known where it gets no further, too', async () => {
    expect(await knock({ headers: cookie() }, 'administrator')).toEqual({ who: 'tara', code: 'not-allowed' });
    expect(await knock({ headers: cookie() }, 'anyone')).toEqual(TARA);
  });
});

describe('a post that a cookie speaks for', () => {
  it('needs the session’s own token in the header or in the form', async () => {
    expect(await knock({ ...POST, headers: cookie() })).toEqual(FORGED);
    expect(await knock({ ...POST, headers: { ...cookie(), 'x-csrf-token': csrf } })).toEqual(TARA);
    const body = new URLSearchParams({ csrf }).toString();
    expect(await knock({ ...POST, headers: { ...cookie(), ...FORM }, body })).toEqual(TARA);
  });

  it.each(['', 'x', 'x'.repeat(43), 'ü'.repeat(43)])('is refused with the token %j', async (sent) => {
    const body = new URLSearchParams({ csrf: sent }).toString();
    expect(await knock({ ...POST, headers: { ...cookie(), ...FORM }, body })).toEqual(FORGED);
  });

  it('is refused with another session’s token, though it is of the same person', async () => {
    const other = bench.service.session(await bench.signIn('tara'))?.csrfToken ?? '';
    expect(await knock({ ...POST, headers: { ...cookie(), 'x-csrf-token': other } })).toEqual(FORGED);
  });

  it('is refused with the token in JSON: a form of another site may say so, too', async () => {
    const headers = { ...cookie(), 'content-type': 'text/plain' };
    expect(await knock({ ...POST, headers, body: JSON.stringify({ csrf }) })).toEqual(FORGED);
  });
});

describe('no such token', () => {
  it('is wanted to read, of a script with a bearer token, and to sign in', async () => {
    expect(await knock({ headers: cookie() })).toEqual(TARA);
    expect(await knock({ method: 'HEAD', headers: cookie() })).toEqual(TARA);
    expect(await knock({ ...POST, headers: { authorization: `Bearer ${token}` } })).toEqual(TARA);
    expect(await knock({ ...POST, headers: cookie() }, 'anyone')).toEqual(TARA);
  });

  it('helps where there is no session', async () => {
    expect(await knock({ ...POST, headers: { 'x-csrf-token': csrf } })).toEqual(REFUSED);
  });
});

describe('at this instant', () => {
  it('DLR-8: a session that has ended does not get there any more', async () => {
    const seen: unknown[] = [];
    const app = new Hono().get('/', (context) => {
      const look = (): void => {
        const { session, problem } = admitNow(context, bench.service, 'staff', bench.realMs);
        seen.push([session?.staff.id ?? null, problem?.code ?? null]);
      };
      look();
      const session = bench.service.session(token);
      if (session !== null) bench.service.signOut(session);
      look();
      return context.text('');
    });
    await app.request('/', { headers: cookie() });
    expect(seen).toEqual([
      ['tara', null],
      [null, 'not-signed-in'],
    ]);
  });
});

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

describe('access to a route', () => {
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

  it('DLR-9: is refused with the words and the hint of the service itself', () => {
    expect(findAccessProblem('staff', null, NOW_MS)).toBe(NOT_SIGNED_IN);
    expect(findAccessProblem('administrator', MANAGER, NOW_MS)).toBe(NOT_ADMINISTRATOR);
    expect(NOT_SIGNED_IN.hint).toBe('sign in; a session ends after 30 minutes without a request');
  });

  it.each(['staff', 'manager', 'administrator', 'immobilizer-reset', 'add-remove-key'] as const)(
    'DLR-8: with a one-time password is refused for %s',
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

const cookieApp = new Hono();
cookieApp.get('/read', (context) => context.json([sessionCookie(context), callerOf(context)]));
cookieApp.get('/clear', (context) => {
  clearSessionCookie(context);
  return context.body(null);
});

describe('the cookie of a session', () => {
  it('DLR-8: has the token', async () => {
    const response = await cookieApp.request('/read', { headers: { cookie: 'other=1; smartkey_dealer=abc' } });
    expect(await response.json()).toEqual(['abc', { address: 'in-process' }]);
    expect(await (await cookieApp.request('/read')).json()).toEqual([null, { address: 'in-process' }]);
  });

  it('DLR-8: is removed at sign-out', async () => {
    const response = await cookieApp.request('/clear');
    expect(response.headers.get('set-cookie')).toMatch(/^smartkey_dealer=; Max-Age=0; Path=\/$/);
  });

  it('DLR-8: no header changes whose attempts are counted', async () => {
    const response = await cookieApp.request('/read', { headers: { 'x-forwarded-for': '10.0.0.1' } });
    expect(await response.json()).toEqual([null, { address: 'in-process' }]);
  });
});
