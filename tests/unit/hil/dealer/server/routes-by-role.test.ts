import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DealerService } from '../../../../../hil/dealer/dealer-service.ts';
import { dealerPages } from '../../../../../hil/dealer/pages/dealer-pages.ts';
import { DEALER_API_ROUTES } from '../../../../../hil/dealer/server/dealer-api.ts';
import type { DealerAccess } from '../../../../../hil/dealer/server/dealer-guard.ts';
import type { DealerPages } from '../../../../../hil/dealer/server/dealer-pages.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';

/** Who may do what over JSON: repeated here, so that a route cannot be loosened unnoticed. */
const ACCESS: Readonly<Record<string, DealerAccess>> = {
  'post /api/dealer/sign-in': 'anyone',
  'post /api/dealer/sign-out': 'signed-in',
  'get /api/dealer/me': 'signed-in',
  'post /api/dealer/password': 'signed-in',
  'post /api/dealer/tabs/{tab}': 'staff',
  'get /api/dealer/forms': 'staff',
  'get /api/dealer/inbox': 'staff',
  'get /api/dealer/requests': 'staff',
  'post /api/dealer/requests': 'immobilizer-reset',
  'get /api/dealer/requests/{number}': 'staff',
  'post /api/dealer/requests/{number}/approve': 'manager',
  'post /api/dealer/requests/{number}/decline': 'manager',
  'post /api/dealer/requests/{number}/close': 'staff',
  'post /api/dealer/requests/{number}/pass-code': 'immobilizer-reset',
  'post /api/dealer/key-pass-codes': 'add-remove-key',
  'get /api/dealer/staff': 'administrator',
  'post /api/dealer/staff': 'administrator',
  'post /api/dealer/staff/{staffId}/title': 'administrator',
  'post /api/dealer/staff/{staffId}/remove': 'administrator',
  'post /api/dealer/staff/{staffId}/password': 'administrator',
  'get /api/dealer/report': 'administrator',
  'get /api/dealer/export.csv': 'administrator',
};

type Role = 'nobody' | 'one-time' | 'technician' | 'technician with tabs' | 'manager' | 'administrator';
const ROLES: readonly Role[] = ['nobody', 'one-time', 'technician', 'technician with tabs', 'manager', 'administrator'];

/** What keeps a role from a route; null where it gets there. */
const BARRED: Readonly<Record<DealerAccess, Readonly<Record<Role, string | null>>>> = {
  anyone: row(null, null, null, null, null, null),
  'signed-in': row('not-signed-in', null, null, null, null, null),
  staff: row('not-signed-in', 'password-must-change', null, null, null, null),
  manager: row('not-signed-in', 'password-must-change', 'not-allowed', 'not-allowed', null, null),
  administrator: row('not-signed-in', 'password-must-change', 'not-allowed', 'not-allowed', 'not-allowed', null),
  'immobilizer-reset': row(
    'not-signed-in',
    'password-must-change',
    'password-again',
    null,
    'password-again',
    'password-again',
  ),
  'add-remove-key': row(
    'not-signed-in',
    'password-must-change',
    'password-again',
    null,
    'password-again',
    'password-again',
  ),
};

function row(...barred: readonly (string | null)[]): Readonly<Record<Role, string | null>> {
  const at = (index: number): string | null => barred[index] ?? null;
  return {
    nobody: at(0),
    'one-time': at(1),
    technician: at(2),
    'technician with tabs': at(3),
    manager: at(4),
    administrator: at(5),
  };
}

/** The real pages' routes, with something in place of each page that says that it was reached. */
function markedPages(service: DealerService): DealerPages {
  const pages = dealerPages(service);
  return {
    routes: pages.routes.map((route) => ({ ...route, respond: (context) => context.json({ reached: route.path }) })),
    refuse: (context, problem) => context.json({ code: problem.code }, 403),
    trouble: (context, status, message) => context.json({ error: message }, status),
  };
}

describe('roles are checked at every route', () => {
  let bench: DealerBench;
  const tokens = new Map<Role, string>();

  beforeAll(async () => {
    bench = new DealerBench({
      oneTime: ['fred'],
      pages: markedPages,
    });
    tokens.set('one-time', await bench.signIn('fred'));
    tokens.set('technician', await bench.signIn('tom'));
    tokens.set('technician with tabs', await bench.technician('tara'));
    tokens.set('manager', await bench.signIn('paul'));
    tokens.set('administrator', await bench.signIn('gwen'));
  });
  afterAll(async () => bench.end());

  it('DLR-1 DLR-8 each JSON route wants what is written here', () => {
    const found = DEALER_API_ROUTES.map((route): [string, DealerAccess] => [
      `${route.method} ${route.path}`,
      route.access,
    ]);
    expect(Object.fromEntries(found)).toEqual(ACCESS);
  });

  describe.each(DEALER_API_ROUTES.map(({ method, path, access }) => ({ method, path, access })))(
    '$method $path ($access)',
    ({ method, path, access }) => {
      const place = path
        .replace('{tab}', 'no-such-tab')
        .replace('{number}', '19070199999')
        .replace('{staffId}', 'nobody');

      it.each(ROLES.filter((role) => !path.endsWith('/sign-out') || role === 'nobody'))('%s', async (role) => {
        const token = tokens.get(role);
        const body = method === 'post' ? {} : undefined;
        const { status, body: answer } = await bench.send(method.toUpperCase(), place, {
          ...(token === undefined ? {} : { token }),
          ...(body === undefined ? {} : { body }),
        });
        const barred = BARRED[access][role];
        if (barred === null) expect([401, 403]).not.toContain(status);
        else
          expect({ status: status === 401 || status === 403, code: answer['code'] }).toEqual({
            status: true,
            code: barred,
          });
      });
    },
  );

  it('the pages are looked at as well', () => {
    expect(dealerPages(bench.service).routes.length).toBeGreaterThan(15);
  });

  it.each(ROLES)('%s sees only the pages of that role', async (role) => {
    const token = tokens.get(role);
    for (const route of dealerPages(bench.service).routes) {
      const path = route.path.replaceAll(/:\w+/g, 'x');
      const { body } = await bench.send(route.method.toUpperCase(), path, {
        ...(token === undefined ? {} : { token }),
        ...(route.method === 'post' ? { form: {} } : {}),
      });
      const barred = BARRED[route.access][role];
      const expected = barred === null ? { reached: expect.any(String) } : { code: barred };
      expect({ path, role, ...body }).toEqual({ path, role, ...expected });
    }
  });

  it('a post that a cookie speaks for needs the token of the session’s own pages', async () => {
    const cookie = tokens.get('administrator') ?? '';
    const posts = [
      ...DEALER_API_ROUTES.map(({ method, path, access }) => ({ method, path, access })),
      ...dealerPages(bench.service).routes.map(({ method, path, access }) => ({ method, path, access })),
    ].filter(({ method, access }) => method === 'post' && BARRED[access].administrator === null && access !== 'anyone');
    expect(posts.length).toBeGreaterThan(10);
    for (const { path } of posts) {
      const place = path.replaceAll(/:\w+|\{\w+\}/g, 'x');
      const plain = await bench.send('POST', place, { cookie, form: {} });
      expect({ path, code: plain.body['code'] }).toEqual({ path, code: 'csrf' });
      const wrong = await bench.send('POST', place, { cookie, form: { csrf: 'x'.repeat(43) } });
      expect({ path, code: wrong.body['code'] }).toEqual({ path, code: 'csrf' });
    }
  });

  it('and gets through with it, in a header or in the form', async () => {
    const cookie = tokens.get('technician') ?? '';
    const me = await bench.send('GET', '/api/dealer/me', { cookie });
    const { csrfToken } = me.body['session'] as { readonly csrfToken: string };
    const place = '/api/dealer/requests/19070199999/close';
    const byHeader = await bench.send('POST', place, { cookie, headers: { 'x-csrf-token': csrfToken }, body: {} });
    expect(byHeader.body['code']).toBe('unknown-request');
    const page = dealerPages(bench.service).routes.find(
      ({ method, access }) => method === 'post' && (access === 'staff' || access === 'signed-in'),
    );
    const byForm = await bench.send('POST', (page?.path ?? '').replaceAll(/:\w+/g, 'x'), {
      cookie,
      form: { csrf: csrfToken },
    });
    expect(byForm.body).toEqual({ reached: page?.path });
  });
});
