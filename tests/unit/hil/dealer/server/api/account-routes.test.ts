import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT_ROUTES } from '../../../../../../hil/dealer/server/api/account-routes.ts';
import { DealerBench, REAL_MS, START_MS } from '../../../../../support/dealer-bench.ts';

const SIGN_IN = '/api/dealer/sign-in';
const HOUR_MS = 3_600_000;

let bench: DealerBench;
beforeEach(() => {
  bench = new DealerBench({ oneTime: ['fred'] });
});
afterEach(async () => {
  await bench.end();
  expect(bench.bugs).toEqual([]);
});

const TARA = {
  staff: { id: 'tara', name: 'Tara Technician', title: 'Technician', dealerCode: '99001' },
  dealer: { code: '99001', name: 'Example Motors' },
  powers: { approves: false, administers: false },
  mustChangePassword: false,
  tabs: { 'immobilizer-reset': null, 'add-remove-key': null },
  csrfToken: expect.stringMatching(/^[\w-]{43}$/),
  endsAtMs: REAL_MS + 12 * HOUR_MS,
};

describe('POST /api/dealer/sign-in', () => {
  it('DLR-8: answers with a token and the session, without its name inside and without a cookie', async () => {
    const { status, body, headers } = await bench.send('POST', SIGN_IN, {
      body: { account: 'tara', password: 'demo-tara' },
    });
    expect([status, body]).toEqual([200, { token: expect.stringMatching(/^[\w-]{43}$/), session: TARA }]);
    expect(headers.get('set-cookie')).toBeNull();
  });

  it.each([
    [{ account: 'tara', password: 'wrong' }, 401, 'wrong-password'],
    [{ account: 'nobody', password: 'demo-tara' }, 401, 'wrong-password'],
    [{ account: 'tara' }, 422, undefined],
    [{ account: 'tara', password: 'x'.repeat(1_001) }, 422, undefined],
  ])('DLR-8: refuses %j', async (body, status, code) => {
    const answer = await bench.send('POST', SIGN_IN, { body });
    expect([answer.status, answer.body['code'], answer.body['token']]).toEqual([status, code, undefined]);
  });
});

describe('the session', () => {
  it('GET /api/dealer/me shows it with the dealer’s time', async () => {
    const token = await bench.signIn('tara');
    const { status, body } = await bench.send('GET', '/api/dealer/me', { token });
    expect([status, body]).toEqual([200, { session: TARA, nowMs: START_MS }]);
  });

  it('DLR-8: GET /api/dealer/me is there with a one-time password, and says so', async () => {
    const token = await bench.signIn('fred');
    const { status, body } = await bench.send('GET', '/api/dealer/me', { token });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ session: expect.objectContaining({ mustChangePassword: true }) }),
    ]);
  });

  it('POST /api/dealer/sign-out ends it', async () => {
    const token = await bench.signIn('tara');
    const out = await bench.send('POST', '/api/dealer/sign-out', { token, body: {} });
    expect([out.status, out.body]).toEqual([200, {}]);
    const { status, headers } = await bench.send('GET', '/api/dealer/me', { token });
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });
});

describe('POST /api/dealer/password', () => {
  it('DLR-8: changes a one-time password, and lets its session do more', async () => {
    const token = await bench.signIn('fred');
    const inbox = async (): Promise<number> => (await bench.send('GET', '/api/dealer/inbox', { token })).status;
    expect(await inbox()).toBe(403);
    const body = { password: 'demo-fred', newPassword: 'four walls and a roof' };
    const { status, body: answer } = await bench.send('POST', '/api/dealer/password', { token, body });
    expect([status, answer, await inbox()]).toEqual([200, {}, 200]);
  });

  it.each([
    [{ password: 'wrong', newPassword: 'four walls and a roof' }, 401, 'wrong-password', 'password'],
    [{ password: 'demo-tara', newPassword: 'short' }, 422, 'invalid-field', 'newPassword'],
    [{ password: 'demo-tara' }, 422, undefined, 'newPassword'],
  ])('DLR-8: refuses %j at its field', async (body, status, code, field) => {
    const token = await bench.signIn('tara');
    const answer = await bench.send('POST', '/api/dealer/password', { token, body });
    expect([answer.status, answer.body['code'], answer.body['field']]).toEqual([status, code, field]);
  });
});

describe('POST /api/dealer/tabs/{tab}', () => {
  it.each(['immobilizer-reset', 'add-remove-key'])('DLR-8: opens %s for ten minutes', async (tab) => {
    const token = await bench.signIn('tara');
    const path = `/api/dealer/tabs/${tab}`;
    const { status, body } = await bench.send('POST', path, { token, body: { password: 'demo-tara' } });
    expect([status, body]).toEqual([200, { tab, openTillMs: REAL_MS + 600_000 }]);
    const me = await bench.send('GET', '/api/dealer/me', { token });
    expect(me.body).toMatchObject({ session: { tabs: { [tab]: REAL_MS + 600_000 } } });
  });

  it('refuses other tabs, and lists the known ones', async () => {
    const token = await bench.signIn('tara');
    const { status, body } = await bench.send('POST', '/api/dealer/tabs/staff', { token, body: { password: 'x' } });
    expect([status, body]).toEqual([
      404,
      { error: 'unknown tab', field: 'tab', hint: 'immobilizer-reset or add-remove-key' },
    ]);
  });

  it('DLR-8: stays closed for a wrong password', async () => {
    const token = await bench.signIn('tara');
    const path = '/api/dealer/tabs/add-remove-key';
    const { status, body } = await bench.send('POST', path, { token, body: { password: 'wrong' } });
    expect([status, body['code'], body['field']]).toEqual([401, 'wrong-password', 'password']);
  });
});

it.each(ACCOUNT_ROUTES.filter(({ access }) => access !== 'anyone').map(({ method, path }) => [method, path]))(
  'DLR-8: %s %s is not there for somebody who is signed out, or has no CSRF token with the cookie',
  async (method, path) => {
    const place = path.replace('{tab}', 'add-remove-key');
    const body = method === 'post' ? { body: {} } : {};
    const out = await bench.send(method.toUpperCase(), place, body);
    expect([out.status, out.body['code']]).toEqual([401, 'not-signed-in']);
    if (method !== 'post') return;
    const cookie = await bench.signIn('tara');
    const forged = await bench.send('POST', place, { cookie, ...body });
    expect([forged.status, forged.body['code']]).toEqual([403, 'csrf']);
  },
);
