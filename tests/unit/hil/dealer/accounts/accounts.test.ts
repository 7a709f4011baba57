import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { dealerPages } from '../../../../../hil/dealer/pages/dealer-pages.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

let bench: DealerBench | null = null;
afterEach(async () => {
  await bench?.end();
  bench = null;
});

function opened(...arguments_: ConstructorParameters<typeof DealerBench>): DealerBench {
  bench = new DealerBench(...arguments_);
  return bench;
}

async function tryPassword(dealer: DealerBench, account: string, password: string): Promise<readonly unknown[]> {
  const { status, body } = await dealer.send('POST', '/api/dealer/sign-in', { body: { account, password } });
  return [status, body['code'] ?? 'signed-in'];
}

describe('a password', () => {
  it('DLR-8 is kept as an Argon2id hash with the settings by a dealer server that is given no other hasher', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'accounts-'));
    const path = join(folder, 'dealer.db');
    bench = new DealerBench({ path, hasher: null });
    await bench.signIn('tara');
    await bench.end();
    bench = null;
    const database = new DatabaseSync(path, { readOnly: true });
    const rows = database.prepare('SELECT password_hash FROM accounts').all();
    database.close();
    rmSync(folder, { recursive: true });
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) expect(row['password_hash']).toMatch(/^\$argon2id\$v=19\$m=12288,p=1,t=3\$/);
  });
});

describe('signing in', () => {
  it('DLR-8 takes the account in capitals and with blanks, and the password as it is', async () => {
    const dealer = opened();
    expect(await tryPassword(dealer, ' Tara ', 'demo-tara')).toEqual([200, 'signed-in']);
    expect(await tryPassword(dealer, 'tara', ' demo-tara')).toEqual([401, 'wrong-password']);
  });

  it('DLR-8 five wrong ones lock the account for the right one too, and only this account', async () => {
    const dealer = opened();
    for (let count = 0; count < 5; count += 1) {
      expect(await tryPassword(dealer, 'tara', `wrong ${count}`)).toEqual([401, 'wrong-password']);
    }
    const locked = await dealer.send('POST', '/api/dealer/sign-in', {
      body: { account: 'tara', password: 'demo-tara' },
    });
    expect(locked.status).toBe(429);
    expect(locked.body['code']).toBe('locked');
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(890);
    expect(await tryPassword(dealer, 'mona', 'demo-mona')).toEqual([200, 'signed-in']);
  });

  it('DLR-8 four wrong ones and a right one begin the count anew', async () => {
    const dealer = opened();
    for (let round = 0; round < 2; round += 1) {
      for (let count = 0; count < 4; count += 1) await tryPassword(dealer, 'tara', 'wrong');
      expect(await tryPassword(dealer, 'tara', 'demo-tara')).toEqual([200, 'signed-in']);
    }
  });

  it('DLR-8 wrong ones sent all at once are counted one by one', async () => {
    const dealer = opened();
    const answers = await Promise.all(Array.from({ length: 9 }, async () => tryPassword(dealer, 'tara', 'wrong')));
    expect(answers.map(([status]) => status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429]);
  });

  it('does not reveal whether there is such an account: same answers, same lock', async () => {
    const dealer = opened();
    const known: unknown[] = [];
    const unknown: unknown[] = [];
    for (let count = 0; count < 6; count += 1) {
      for (const [account, answers] of [
        ['tara', known],
        ['nobody', unknown],
      ] as const) {
        const { status, text, headers } = await dealer.send('POST', '/api/dealer/sign-in', {
          body: { account, password: 'wrong' },
        });
        answers.push({ status, text, retryAfter: headers.get('retry-after') });
      }
    }
    expect(unknown).toEqual(known);
    expect(known.at(-1)).toMatchObject({ status: 429 });
  });

  it('the administrator’s reset lifts the lock and gives a password for one time', async () => {
    const dealer = opened();
    for (let count = 0; count < 5; count += 1) await tryPassword(dealer, 'tara', 'wrong');
    const gwen = await dealer.signIn('gwen');
    const reset = await dealer.send('POST', '/api/dealer/staff/tara/password', { token: gwen, body: {} });
    const given = String(reset.body['oneTimePassword']);
    expect(await tryPassword(dealer, 'tara', 'demo-tara')).toEqual([401, 'wrong-password']);
    const token = await dealer.signIn('tara', given);
    expect((await dealer.send('GET', '/api/dealer/inbox', { token })).body['code']).toBe('password-must-change');
    const body = { password: given, newPassword: 'a better password' };
    expect((await dealer.send('POST', '/api/dealer/password', { token, body })).status).toBe(200);
    expect((await dealer.send('GET', '/api/dealer/inbox', { token })).status).toBe(200);
    expect(await tryPassword(dealer, 'tara', given)).toEqual([401, 'wrong-password']);
  });

  it('a wrong password at a tab counts as well', async () => {
    const dealer = opened();
    const token = await dealer.signIn('tara');
    for (let count = 0; count < 5; count += 1) {
      const wrong = await dealer.send('POST', '/api/dealer/tabs/add-remove-key', {
        token,
        body: { password: 'wrong' },
      });
      expect(wrong.status).toBe(401);
    }
    expect(await tryPassword(dealer, 'tara', 'demo-tara')).toEqual([429, 'locked']);
  });
});

describe('a one-time password', () => {
  it('DLR-8 is good for 72 hours to the millisecond, and an administrator gives another', async () => {
    const dealer = opened({ oneTime: ['tom'] });
    await dealer.signIn('tom');
    dealer.realMs += 72 * HOUR_MS - 1;
    expect(await tryPassword(dealer, 'tom', 'demo-tom')).toEqual([200, 'signed-in']);
    dealer.realMs += 1;
    const expired = await dealer.send('POST', '/api/dealer/sign-in', {
      body: { account: 'tom', password: 'demo-tom' },
    });
    expect([expired.status, expired.body]).toEqual([
      401,
      expect.objectContaining({
        code: 'one-time-password-expired',
        field: 'password',
        hint: 'ask an administrator of your dealer for a new one',
      }),
    ]);
    expect(await tryPassword(dealer, 'tom', 'wrong')).toEqual([401, 'wrong-password']);
    const gwen = await dealer.signIn('gwen');
    const reset = await dealer.send('POST', '/api/dealer/staff/tom/password', { token: gwen, body: {} });
    expect(reset.body['validTillMs']).toBe(dealer.realMs + 72 * HOUR_MS);
    expect(await tryPassword(dealer, 'tom', String(reset.body['oneTimePassword']))).toEqual([200, 'signed-in']);
  });

  it('DLR-8 is in the list of staff with its end, and one’s own password has none', async () => {
    const dealer = opened({ oneTime: ['tom'], pages: dealerPages });
    await dealer.signIn('tom');
    const gwen = await dealer.signIn('gwen');
    const { body } = await dealer.send('GET', '/api/dealer/staff', { token: gwen });
    const staff = body['staff'] as readonly { readonly id: string; readonly oneTimePasswordTillMs: number | null }[];
    const tillMs = (id: string): unknown => staff.find((member) => member.id === id)?.oneTimePasswordTillMs;
    expect([tillMs('tom'), tillMs('gwen')]).toEqual([dealer.realMs + 72 * HOUR_MS, null]);
    const page = await dealer.send('GET', '/dealer/staff', { cookie: gwen });
    // 1,800,000,000,000 ms is 2027-01-15 08:00 UTC.
    expect(page.text).toContain(
      'one-time password until <time datetime="2027-01-18T08:00:00.000Z">2027-01-18 08:00 UTC',
    );
  });

  it('DLR-8 that has expired gets the words on the sign-in page, and the status of a wrong one', async () => {
    const dealer = opened({ oneTime: ['tom'], pages: dealerPages });
    await dealer.signIn('tom');
    dealer.realMs += 72 * HOUR_MS;
    const form = { account: 'tom', password: 'demo-tom' };
    const page = await dealer.send('POST', '/dealer/sign-in', { form });
    expect(page.status).toBe(401);
    expect(page.text).toContain(
      'This one-time password has expired. Ask an administrator of your dealer for a new one.',
    );
  });

  it('DLR-8 no longer expires once the user has set a password', async () => {
    const dealer = opened({ oneTime: ['tom'] });
    const token = await dealer.signIn('tom');
    const body = { password: 'demo-tom', newPassword: 'a better password' };
    expect((await dealer.send('POST', '/api/dealer/password', { token, body })).status).toBe(200);
    dealer.realMs += 1000 * HOUR_MS;
    expect(await tryPassword(dealer, 'tom', 'a better password')).toEqual([200, 'signed-in']);
  });
});

describe('a session', () => {
  it('DLR-8 ends after 30 minutes without a request, in real time', async () => {
    const dealer = opened();
    const token = await dealer.signIn('tara');
    dealer.realMs += 30 * MINUTE_MS - 1;
    expect((await dealer.send('GET', '/api/dealer/me', { token })).status).toBe(200);
    dealer.realMs += 30 * MINUTE_MS;
    expect((await dealer.send('GET', '/api/dealer/me', { token })).body['code']).toBe('not-signed-in');
  });

  it('DLR-8 ends after 12 hours in any case; the dealer’s calendar does not count', async () => {
    const dealer = opened();
    const token = await dealer.signIn('tara');
    dealer.calendarMs += 1_000 * HOUR_MS;
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      dealer.realMs += 20 * MINUTE_MS;
      expect((await dealer.send('GET', '/api/dealer/me', { token })).status).toBe(200);
    }
    dealer.realMs += 20 * MINUTE_MS;
    expect((await dealer.send('GET', '/api/dealer/me', { token })).status).toBe(401);
  });

  it('DLR-8 opens a tab for ten minutes with the password again, and the other tab not', async () => {
    const dealer = opened();
    const token = await dealer.signIn('tara');
    const ask = async (): Promise<unknown> =>
      (await dealer.send('POST', '/api/dealer/key-pass-codes', { token, body: {} })).body['code'] ?? 'open';
    expect(await ask()).toBe('password-again');
    await dealer.send('POST', '/api/dealer/tabs/immobilizer-reset', { token, body: { password: 'demo-tara' } });
    expect(await ask()).toBe('password-again');
    await dealer.send('POST', '/api/dealer/tabs/add-remove-key', { token, body: { password: 'demo-tara' } });
    expect(await ask()).toBe('open');
    dealer.realMs += 10 * MINUTE_MS - 1;
    expect(await ask()).toBe('open');
    dealer.realMs += 1;
    expect(await ask()).toBe('password-again');
  });

  it('is new at each sign-in, and invalid after sign-out', async () => {
    const dealer = opened();
    const first = await dealer.signIn('tara');
    const second = await dealer.signIn('tara');
    expect(second).not.toBe(first);
    await dealer.send('POST', '/api/dealer/sign-out', { token: first, body: {} });
    expect((await dealer.send('GET', '/api/dealer/me', { token: first })).status).toBe(401);
    expect((await dealer.send('GET', '/api/dealer/me', { token: second })).status).toBe(200);
  });

  it('ends when its owner is removed, and loses powers with the title at once', async () => {
    const dealer = opened();
    const gwen = await dealer.signIn('gwen');
    const mona = await dealer.signIn('mona');
    const approve = async (): Promise<unknown> =>
      (
        await dealer.send('POST', '/api/dealer/requests/19070100001/approve', {
          token: mona,
          body: { tickedPolicies: [] },
        })
      ).body['code'];
    expect(await approve()).toBe('unknown-request');
    await dealer.send('POST', '/api/dealer/staff/mona/title', { token: gwen, body: { title: 'Technician' } });
    expect(await approve()).toBe('not-allowed');
    await dealer.send('POST', '/api/dealer/staff/mona/remove', { token: gwen, body: {} });
    expect(await approve()).toBe('not-signed-in');
  });
});
