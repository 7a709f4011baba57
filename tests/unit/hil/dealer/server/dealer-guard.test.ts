import { Hono } from 'hono';
import { beforeEach, describe, expect, it } from 'vitest';
import { admit, admitNow } from '../../../../../hil/dealer/server/dealer-guard.ts';
import type { DealerAccess } from '../../../../../hil/dealer/server/dealer-access.ts';
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
