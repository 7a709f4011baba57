import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dealerPages } from '../../../../../hil/dealer/pages/dealer-pages.ts';
import { NO_FAULTS } from '../../../../../hil/dealer/rules/dealer-faults.ts';
import { APPROVAL, BAD_FIELDS, GOOD_KEYS, GOOD_REQUEST, GOOD_SEED } from '../../../../support/bad-fields.ts';
import { type Answered, DealerBench } from '../../../../support/dealer-bench.ts';

const NUMBER = '19070100001';

/** Through JSON: the form as its body. */
const API: Readonly<Record<string, readonly [string, object]>> = {
  request: ['/api/dealer/requests', GOOD_REQUEST],
  keys: ['/api/dealer/key-pass-codes', GOOD_KEYS],
  seed: [`/api/dealer/requests/${NUMBER}/pass-code`, GOOD_SEED],
};
/** Through the pages: where each form goes, and the button. */
const PAGE: Readonly<Record<string, readonly [string, string]>> = {
  request: ['/dealer/reset', 'submit'],
  keys: ['/dealer/keys', 'submit'],
  seed: [`/dealer/requests/${NUMBER}/pass-code`, 'submit'],
};

describe('a field typed wrongly', () => {
  let bench: DealerBench;
  let token: string;
  let csrf: string;

  beforeAll(async () => {
    bench = new DealerBench({ pages: dealerPages });
    token = await bench.technician();
    const me = await bench.send('GET', '/api/dealer/me', { token });
    csrf = (me.body['session'] as { readonly csrfToken: string }).csrfToken;
    await bench.send('POST', '/api/dealer/requests', { token, body: GOOD_REQUEST });
    const mona = await bench.signIn('mona');
    await bench.send('POST', `/api/dealer/requests/${NUMBER}/approve`, { token: mona, body: APPROVAL });
  });
  afterAll(async () => bench.end());

  async function logged(): Promise<number> {
    const gwen = await bench.signIn('gwen');
    const report = await bench.send('GET', '/api/dealer/report', { token: gwen });
    return (report.body['records'] as readonly unknown[]).length;
  }

  it.each(BAD_FIELDS)('DLR-3 DLR-6 DLR-7 DLR-10 over JSON: $form, $field "$typed"', async (bad) => {
    const [path, form] = API[bad.form] ?? ['', {}];
    const { status, body } = await bench.send('POST', path, { token, body: { ...form, [bad.field]: bad.typed } });
    expect({ status, code: body['code'], field: body['field'], checkDigit: body['checkDigit'] }).toEqual({
      status: 422,
      code: bad.code,
      field: bad.named ?? bad.field,
      checkDigit: bad.checkDigit,
    });
    expect(body['hint']).toEqual(expect.any(String));
  });

  it.each(BAD_FIELDS)('DLR-3 DLR-6 DLR-7 DLR-10 in a form: $form, $field "$typed"', async (bad) => {
    const [path, intent] = PAGE[bad.form] ?? ['', ''];
    const form = { ...(API[bad.form]?.[1] ?? {}), [bad.field]: bad.typed, csrf, intent };
    const { status, text } = await bench.send('POST', path, { cookie: token, form });
    expect(status).toBe(422);
    const field = new RegExp(`<input[^>]*name="${bad.named ?? bad.field}"[^>]*>`).exec(text)?.[0] ?? '';
    expect(field).toContain('aria-invalid="true"');
    if (bad.checkDigit !== undefined) expect(text).toContain(bad.checkDigit.expected);
    expect(text).not.toMatch(/<script>|<b>1BZ/);
  });

  it('DLR-10 and nothing of all that is in the log', async () => {
    expect(await logged()).toBe(2);
  });
});

describe('the JSON routes', () => {
  let bench: DealerBench | null = null;
  afterEach(async () => {
    expect(bench?.bugs ?? []).toEqual([]);
    await bench?.end();
    bench = null;
  });

  function opened(...arguments_: ConstructorParameters<typeof DealerBench>): DealerBench {
    bench = new DealerBench(...arguments_);
    return bench;
  }

  it('DLR-3 to DLR-7 lead from the request to both pass-codes', async () => {
    const dealer = opened();
    const tara = await dealer.technician();
    const mona = await dealer.signIn('mona');
    const asked = await dealer.send('POST', '/api/dealer/requests', { token: tara, body: GOOD_REQUEST });
    expect([asked.status, asked.body]).toEqual([201, { requestNumber: NUMBER, managerIds: ['mona', 'paul'] }]);
    const inbox = await dealer.send('GET', '/api/dealer/inbox', { token: mona });
    expect(inbox.body).toMatchObject({
      toSettle: [{ number: NUMBER, canSettle: true, requesterName: 'Tara Technician' }],
    });
    const approved = await dealer.send('POST', `/api/dealer/requests/${NUMBER}/approve`, {
      token: mona,
      body: APPROVAL,
    });
    expect(approved.body).toEqual({ requestNumber: NUMBER, validTillMs: 1_561_968_000_000 + 604_800_000 });
    const code = await dealer.send('POST', `/api/dealer/requests/${NUMBER}/pass-code`, {
      token: tara,
      body: GOOD_SEED,
    });
    expect(code.body).toEqual({ requestNumber: NUMBER, passCode: '294211' });
    const keys = await dealer.send('POST', '/api/dealer/key-pass-codes', { token: tara, body: GOOD_KEYS });
    expect(keys.body).toEqual({ passCode: 'E6B810B8E679' });
  });

  it('DLR-3 refuse a request that is submitted twice, and name the first', async () => {
    const dealer = opened();
    const token = await dealer.technician();
    const submit = async (): Promise<Answered> =>
      dealer.send('POST', '/api/dealer/requests', { token, body: GOOD_REQUEST });
    const answers = await Promise.all([submit(), submit(), submit()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'request-pending', field: 'vin', requestNumber: NUMBER });
  });

  it('DLR-4 settle a request once, even when several ask at the same time, and never one’s own', async () => {
    const dealer = opened();
    const mona = await dealer.technician('mona');
    const [paul, gwen] = [await dealer.signIn('paul'), await dealer.signIn('gwen')];
    const body = { ...GOOD_REQUEST, managerIds: ['mona', 'paul', 'gwen'] };
    await dealer.send('POST', '/api/dealer/requests', { token: mona, body });
    const path = `/api/dealer/requests/${NUMBER}/approve`;
    expect((await dealer.send('POST', path, { token: mona, body: APPROVAL })).body['code']).toBe('not-allowed');
    const answers = await Promise.all(
      [paul, gwen, paul].map(async (token) => dealer.send('POST', path, { token, body: APPROVAL })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('DLR-6 give the same pass-code to the same seed asked for again', async () => {
    const dealer = opened();
    const token = await dealer.technician();
    const first = await dealer.send('POST', '/api/dealer/key-pass-codes', { token, body: GOOD_KEYS });
    const again = await dealer.send('POST', '/api/dealer/key-pass-codes', { token, body: GOOD_KEYS });
    expect(again.text).toBe(first.text);
  });

  it('another dealer’s request and staff are not known to exist', async () => {
    const dealer = opened();
    const tara = await dealer.technician();
    const olga = await dealer.technician('olga');
    await dealer.send('POST', '/api/dealer/requests', { token: tara, body: GOOD_REQUEST });
    const strange = async (method: string, path: string, body?: unknown): Promise<readonly unknown[]> => {
      const answer = await dealer.send(method, path, { token: olga, ...(body === undefined ? {} : { body }) });
      return [answer.status, answer.text.replaceAll(/1907010000\d/g, 'N')];
    };
    for (const [method, tail, body] of [
      ['GET', '', undefined],
      ['POST', '/approve', APPROVAL],
      ['POST', '/decline', {}],
      ['POST', '/close', {}],
      ['POST', '/pass-code', GOOD_SEED],
    ] as const) {
      const there = await strange(method, `/api/dealer/requests/${NUMBER}${tail}`, body);
      expect(there[0]).toBe(404);
      expect(await strange(method, `/api/dealer/requests/19070100002${tail}`, body)).toEqual(there);
    }
    expect((await dealer.send('POST', '/api/dealer/staff/tara/remove', { token: olga, body: {} })).status).toBe(404);
    const seen = await dealer.send('GET', `/api/dealer/requests?vin=${GOOD_REQUEST.vin}`, { token: olga });
    expect(seen.body).toEqual({ requests: [] });
  });

  it('DLR-9 report the month to the general manager, and export it without formulas for a spreadsheet', async () => {
    const dealer = opened();
    const tara = await dealer.technician();
    const gwen = await dealer.signIn('gwen');
    const form = { ...GOOD_KEYS, customerLastName: '=cmd()', repairOrder: 'a "quoted", <b>thing</b>' };
    await dealer.send('POST', '/api/dealer/key-pass-codes', { token: tara, body: form });
    dealer.calendarMs = Date.UTC(2019, 7, 1);
    await dealer.send('POST', '/api/dealer/staff/tom/title', { token: gwen, body: { title: 'Team Leader' } });
    const report = await dealer.send('GET', '/api/dealer/report?month=2019-07', { token: gwen });
    expect(report.body).toMatchObject({
      month: '2019-07',
      months: ['2019-07', '2019-08'],
      totals: { 'key-pass-code': 1 },
    });
    const csv = await dealer.send('GET', '/api/dealer/export.csv', { token: gwen });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [heading, first, second] = csv.text.split('\r\n');
    expect(heading?.startsWith('sequence,time,transaction,dealer code')).toBe(true);
    expect(first).toContain(`"a ""quoted"", <b>thing</b>",'=cmd(),`);
    expect(second).toContain('2,2019-08-01T00:00:00.000Z,title-changed');
    expect((await dealer.send('GET', '/api/dealer/report?month=July', { token: gwen })).body['field']).toBe('month');
  });

  it('refuse a body that is not JSON, not an object, too large, or has unknown fields', async () => {
    const dealer = opened();
    const token = await dealer.technician();
    const send = async (body: unknown): Promise<readonly unknown[]> => {
      const answer = await dealer.send('POST', '/api/dealer/requests', { token, body });
      return [answer.status, answer.body['field']];
    };
    expect(await send('{')).toEqual([400, undefined]);
    expect(await send([])).toEqual([422, undefined]);
    expect(await send({ ...GOOD_REQUEST, vni: 'x' })).toEqual([422, 'vni']);
    expect(await send({ ...GOOD_REQUEST, managerIds: 'mona' })).toEqual([422, 'managerIds']);
    expect(await send({ ...GOOD_REQUEST, repairOrder: 'x'.repeat(70_000) })).toEqual([413, undefined]);
  });

  it('are there for our own host and origin only, and are kept by nobody', async () => {
    const dealer = opened();
    const foreign = await dealer.send('POST', '/api/dealer/sign-in', {
      headers: { origin: 'http://elsewhere.example' },
      body: {},
    });
    expect([foreign.status, foreign.body['field']]).toEqual([403, 'origin']);
    const renamed = await dealer.send('GET', '/api/dealer/me', { headers: { host: 'elsewhere.example' } });
    expect([renamed.status, renamed.body['field']]).toEqual([403, 'host']);
    const { headers } = await dealer.send('GET', '/api/dealer/me');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });

  it('refuse other methods with the allowed ones, and unknown paths', async () => {
    const dealer = opened();
    const wrong = await dealer.send('GET', '/api/dealer/sign-in');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await dealer.send('GET', '/api/dealer/nothing')).status).toBe(404);
  });

  it('carry out the faults that a bench orders, and report what is left of them', async () => {
    const dealer = opened();
    const token = await dealer.technician();
    const order = async (body: object): Promise<Answered> => dealer.send('POST', '/api/dealer/faults', { body });
    expect((await order({ wrongPassCodes: 1 })).body).toEqual({ ...NO_FAULTS, wrongPassCodes: 1 });
    const code = async (): Promise<unknown> =>
      (await dealer.send('POST', '/api/dealer/key-pass-codes', { token, body: GOOD_KEYS })).body['passCode'];
    expect(await code()).toBe('E6B810B8E67A');
    expect(await code()).toBe('E6B810B8E679');
    expect((await dealer.send('GET', '/api/dealer/faults')).body).toEqual(NO_FAULTS);
    await order({ away: true });
    expect((await dealer.send('GET', '/api/dealer/me', { token })).status).toBe(503);
    await order({ away: false, clockAheadMs: 86_400_000 });
    expect((await dealer.send('GET', '/api/dealer/me', { token })).body['nowMs']).toBe(1_561_968_000_000 + 86_400_000);
    expect((await order({ wrongPassCodes: -1 })).body['field']).toBe('wrongPassCodes');
    expect((await order({ approval: 'lost' })).body['field']).toBe('approval');
  });

  it.each([
    ['declined meanwhile', { approval: 'declined' }, 'not-approved'],
    ['expired meanwhile', { approval: 'expired' }, 'approval-expired'],
    ['run out by a clock that is ahead', { clockAheadMs: 604_800_000 }, 'approval-expired'],
    ['with a pass-code of an older seed', { olderSeeds: 1 }, '294211'],
    ['with a wrong pass-code', { wrongPassCodes: 1 }, '009104'],
  ])('DLR-5 DLR-6 over HTTP: an approval %s', async (_what, faults, came) => {
    const dealer = opened();
    const [tara, mona] = [await dealer.technician(), await dealer.signIn('mona')];
    await dealer.send('POST', '/api/dealer/requests', { token: tara, body: GOOD_REQUEST });
    await dealer.send('POST', `/api/dealer/requests/${NUMBER}/approve`, { token: mona, body: APPROVAL });
    const ask = async (seedNumber: string): Promise<unknown> => {
      const body = { ...GOOD_SEED, seedNumber };
      const sent = await dealer.send('POST', `/api/dealer/requests/${NUMBER}/pass-code`, { token: tara, body });
      return sent.body['passCode'] ?? sent.body['code'];
    };
    const next = '00020123456789AB';
    expect(await ask(GOOD_SEED.seedNumber)).toBe('294211');
    expect((await dealer.send('POST', '/api/dealer/faults', { body: faults })).status).toBe(200);
    expect(await ask(next)).toBe(came);
    // A spoilt approval stays so; a pass-code is spoilt once.
    expect(await ask(next)).toBe(/^\d+$/.test(came) ? '009103' : came);
  });

  it.each([
    [{ lateMS: 100 }, 'lateMS'],
    [{ lateMs: -1 }, 'lateMs'],
    [{ lateMs: 1e12 }, 'lateMs'],
    [{ away: 'yes' }, 'away'],
    [{ olderSeeds: 1.5 }, 'olderSeeds'],
    [{ clockAheadMs: null }, 'clockAheadMs'],
    [{ approval: 'lost', wrongPassCodes: 1 }, 'approval'],
  ])('refuses the faults %j whole, and names the field', async (faults, field) => {
    const dealer = opened();
    const { status, body } = await dealer.send('POST', '/api/dealer/faults', { body: faults });
    expect([status, body['field']]).toEqual([422, field]);
    expect(body['hint']).toEqual(expect.any(String));
    expect((await dealer.send('GET', '/api/dealer/faults')).body).toEqual(NO_FAULTS);
  });

  it('DLR-5 an approval that a bench has spoilt is spoilt for good, and the log says by whom', async () => {
    const dealer = opened();
    const [tara, mona, gwen] = [await dealer.technician(), await dealer.signIn('mona'), await dealer.signIn('gwen')];
    await dealer.send('POST', '/api/dealer/requests', { token: tara, body: GOOD_REQUEST });
    await dealer.send('POST', `/api/dealer/requests/${NUMBER}/approve`, { token: mona, body: APPROVAL });
    await dealer.send('POST', '/api/dealer/faults', { body: { approval: 'expired' } });
    const ask = async (): Promise<unknown> =>
      (await dealer.send('POST', `/api/dealer/requests/${NUMBER}/pass-code`, { token: tara, body: GOOD_SEED })).body[
        'code'
      ];
    expect([await ask(), await ask()]).toEqual(['approval-expired', 'approval-expired']);
    const report = await dealer.send('GET', '/api/dealer/report', { token: gwen });
    expect(report.body).toMatchObject({ totals: { requested: 1, approved: 1, expired: 1 } });
    expect((report.body['records'] as readonly object[]).at(-1)).toMatchObject({ kind: 'expired', actorId: 'bench' });
  });
});

describe('what a browser asks for besides the pages', () => {
  let bench: DealerBench;
  beforeAll(() => {
    bench = new DealerBench({ pages: dealerPages });
  });
  afterAll(async () => bench.end());

  it('leads from the address alone to the pages', async () => {
    const { status, headers } = await bench.send('GET', '/');
    expect([status, headers.get('location')]).toEqual([303, '/dealer']);
  });

  it.each(['/favicon.svg', '/favicon.ico'])('has the icon at %s', async (path) => {
    const { status, headers, text } = await bench.send('GET', path);
    expect([status, headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  });

  it('is answered with a page where there is nothing; a program gets JSON', async () => {
    const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const page = await bench.send('GET', '/nothing', { headers: browser });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
    expect(page.text).toContain('<h1>Page not found</h1>');
    expect(page.text).toContain('There is no page at /nothing.');
    const program = await bench.send('GET', '/nothing', { headers: { accept: '*/*' } });
    expect([program.status, program.body['error']]).toEqual([404, 'no route at /nothing']);
  });

  it.each([
    ['POST', '/dealer', 'GET, HEAD'],
    ['DELETE', '/dealer/requests/19070100001', 'GET, HEAD, POST'],
    ['PUT', '/dealer/keys', 'GET, HEAD, POST'],
    ['GET', '/dealer/sign-out', 'POST'],
    ['POST', '/dealer/report/export.csv', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['POST', '/favicon.ico', 'GET, HEAD'],
    ['POST', '/api/openapi.json', 'GET, HEAD'],
    ['POST', '/api/dealer/me', 'GET, HEAD'],
    ['PUT', '/api/dealer/faults', 'GET, HEAD, POST'],
  ])('is refused where another method would do: %s %s', async (method, path, allow) => {
    const { status, headers, text } = await bench.send(method, path);
    expect([status, headers.get('allow')]).toEqual([405, allow]);
    expect(text).toContain(`${method} is not supported at ${path}`);
  });

  it('is the description of its interface, which the error for an unknown path names', async () => {
    const { body } = await bench.send('GET', '/api/nothing');
    const [, path = ''] = /GET (\S+)/.exec(String(body['hint'])) ?? [];
    const document = await bench.send('GET', path);
    expect([document.status, document.body['openapi']]).toEqual([200, '3.1.0']);
    expect(document.body['info']).toMatchObject({ title: 'Dealer server of the virtual smart-key car' });
    expect(Object.keys(document.body['paths'] as object)).toEqual(
      expect.arrayContaining(['/api/dealer/sign-in', '/api/dealer/requests']),
    );
  });
});

describe('secrets', () => {
  it('stand neither in the database nor in any path', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dealer-secrets-'));
    const path = join(folder, 'dealer.db');
    const bench = new DealerBench({ path });
    const token = await bench.technician();
    await bench.send('POST', '/api/dealer/requests', { token, body: GOOD_REQUEST });
    const mona = await bench.signIn('mona');
    await bench.send('POST', `/api/dealer/requests/${NUMBER}/approve`, { token: mona, body: APPROVAL });
    const code = await bench.send('POST', `/api/dealer/requests/${NUMBER}/pass-code`, { token, body: GOOD_SEED });
    const keys = await bench.send('POST', '/api/dealer/key-pass-codes', { token, body: GOOD_KEYS });
    const gwen = await bench.signIn('gwen');
    const enrolled = await bench.send('POST', '/api/dealer/staff', {
      token: gwen,
      body: { staffId: 'nora', name: 'Nora New', title: 'Technician' },
    });
    await bench.end();
    const stored = readFileSync(path, 'latin1');
    expect(stored).toContain('Nora New');
    const secrets = [
      token,
      mona,
      'demo-tara',
      'virtual-car-fleet-secret',
      code.body['passCode'],
      keys.body['passCode'],
    ];
    for (const secret of [...secrets, enrolled.body['oneTimePassword']]) {
      expect(String(secret).length).toBeGreaterThan(5);
      expect(stored.includes(String(secret)), String(secret)).toBe(false);
    }
    rmSync(folder, { recursive: true });
  });
});
