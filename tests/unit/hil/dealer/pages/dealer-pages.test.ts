import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenDealer } from '../../../../../hil/dealer/open-dealer.ts';
import { fieldsWithErrors, openDemoDealer, valueOf, Visitor } from './visitor.ts';

const VIN = '4T1BZ1FB4KU999999';
const SEED = { toolVersion: '13.10.019', seedNumber: '0001A1B2C3D4E5F6' };
const REQUEST = {
  ...{ vin: VIN, repairOrder: '123456', customerLastName: 'Doe' },
  tickedPolicies: ['authority', 'identity', 'ownership', 'terms'],
};
const APPROVED = { tickedPolicies: ['documents-reviewed', 'repair-order-open', 'responsibility'] };

let dealer: OpenDealer;
let bugs: unknown[];
let tara: Visitor;
let mona: Visitor;

beforeEach(() => {
  bugs = [];
  dealer = openDemoDealer(bugs);
  tara = new Visitor(dealer);
  mona = new Visitor(dealer);
});

afterEach(async () => {
  await dealer.end();
  expect(bugs).toEqual([]);
});

/** Tara asks for a reset: the page of her request. */
async function request(): Promise<string> {
  await tara.signIn('tara');
  await tara.openTab('reset', 'tara');
  await tara.post('/dealer/reset', { ...REQUEST, intent: 'next' });
  const sent = await tara.post('/dealer/reset', { managerIds: ['mona', 'paul'], intent: 'submit' });
  return sent.location?.split('?', 1)[0] ?? 'none';
}

/** The same, approved by Mona. */
async function approvedRequest(): Promise<string> {
  const path = await request();
  await mona.signIn('mona');
  await mona.get(path);
  await mona.post(path, { ...APPROVED, intent: 'approve' });
  return path;
}

describe('a page', () => {
  it('leads to the sign-in page without a session, and afterwards to what was asked for', async () => {
    const seen = await tara.get('/dealer/keys?data1=05A17C0D001');
    expect([seen.status, seen.location]).toEqual([303, '/dealer/sign-in?next=%2Fdealer%2Fkeys%3Fdata1%3D05A17C0D001']);
    await tara.get(seen.location ?? '');
    const signedIn = await tara.post('/dealer/sign-in', { account: 'tara', password: 'demo-tara' });
    expect([signedIn.status, signedIn.location]).toEqual([303, '/dealer/keys?data1=05A17C0D001']);
  });

  it('never leads to another host after the sign-in', async () => {
    await tara.get('/dealer/sign-in?next=//elsewhere.example');
    const fields = { account: 'tara', password: 'demo-tara', next: 'https://elsewhere.example/dealer' };
    expect((await tara.send('/dealer/sign-in', fields)).location).toBe('/dealer');
  });

  it('allows nothing but our own sheet and script', async () => {
    const { headers } = await tara.get('/dealer/sign-in');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('has a sheet and a script that may be kept for ever', async () => {
    const { text } = await tara.get('/dealer/sign-in');
    for (const [, path = ''] of text.matchAll(/(?:href|src)="(\/dealer\/assets\/[^"]+)"/g)) {
      const asset = await tara.get(path);
      expect(asset.status, path).toBe(200);
      expect(asset.headers.get('cache-control'), path).toContain('immutable');
    }
    expect((await tara.get('/dealer/assets/other.css')).status).toBe(404);
  });
});

describe('signing in', () => {
  it('says the same of an unknown account and of a wrong password, and keeps the account', async () => {
    await tara.get('/dealer/sign-in');
    const unknown = await tara.post('/dealer/sign-in', { account: 'nobody', password: 'demo-tara' });
    const wrong = await tara.post('/dealer/sign-in', { account: 'tara', password: 'wrong' });
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    expect(wrong.text.replaceAll('tara', 'nobody')).toBe(unknown.text);
    expect(valueOf(wrong.text, 'account')).toBe('tara');
    expect(wrong.text).not.toContain('value="wrong"');
  });

  it('DLR-8 with a one-time password leads to nothing but choosing another', async () => {
    await dealer.end();
    dealer = openDemoDealer(bugs, false);
    tara = new Visitor(dealer);
    const password = dealer.service.firstPasswords.find(({ account }) => account === 'tara')?.password ?? '';
    await tara.get('/dealer/sign-in?next=/dealer/keys');
    const signedIn = await tara.post('/dealer/sign-in', { account: 'tara', password });
    expect(signedIn.location).toBe('/dealer/password?next=%2Fdealer%2Fkeys');
    expect((await tara.get('/dealer')).location).toBe('/dealer/password?next=%2Fdealer');
    await tara.get('/dealer/password?next=/dealer/keys');
    const short = await tara.post('/dealer/password', { password, newPassword: 'short', newPasswordAgain: 'shor' });
    expect(fieldsWithErrors(short.text)).toEqual(['newPasswordAgain']);
    const chosen = { password, newPassword: 'four walls and a roof', newPasswordAgain: 'four walls and a roof' };
    expect((await tara.post('/dealer/password', chosen)).location).toBe('/dealer/keys?done=password-changed');
  });

  it('out again ends it', async () => {
    await tara.signIn('tara');
    await tara.get('/dealer/keys');
    const { csrf } = tara.hiddenFields();
    expect((await tara.send('/dealer/sign-out', { csrf: csrf ?? '' })).location).toBe(
      '/dealer/sign-in?done=signed-out',
    );
    expect((await tara.get('/dealer')).location).toBe('/dealer/sign-in');
  });
});

describe('a form', () => {
  it('DLR-8 that was sent after the session had ended loses nothing that was typed', async () => {
    await tara.signIn('tara');
    await tara.openTab('reset', 'tara');
    tara.loseSession();
    const stopped = await tara.post('/dealer/reset', { ...REQUEST, customerLastName: '<b>"Doe"</b>', intent: 'next' });
    expect(stopped.status).toBe(401);
    expect(stopped.text).toContain('restore your entries');
    const wrong = await tara.post('/dealer/sign-in', { account: 'tara', password: 'wrong' });
    expect(wrong.status).toBe(401);
    // A new session has no open tab: the password once more, and then the form.
    const again = await tara.post('/dealer/sign-in', { account: 'tara', password: 'demo-tara' });
    expect(again.text).toContain('Your entries are saved');
    const back = await tara.post('/dealer/reset/password', { password: 'demo-tara' });
    expect(back.status).toBe(200);
    expect(valueOf(back.text, 'vin')).toBe(VIN);
    expect(valueOf(back.text, 'customerLastName')).toBe('<b>"Doe"</b>');
    expect(back.text.match(/value="[a-z]+"\s+checked/g)).toHaveLength(4);
    const next = await tara.post('/dealer/reset', { ...REQUEST, intent: 'next' });
    expect(next.text).toContain('Managers who may approve');
  });

  it('keeps a choice of managers too', async () => {
    await tara.signIn('tara');
    await tara.openTab('reset', 'tara');
    await tara.post('/dealer/reset', { ...REQUEST, intent: 'next' });
    tara.loseSession();
    await tara.post('/dealer/reset', { managerIds: ['mona', 'paul'], intent: 'submit' });
    await tara.post('/dealer/sign-in', { account: 'tara', password: 'demo-tara' });
    const back = await tara.post('/dealer/reset/password', { password: 'demo-tara' });
    expect(back.text.match(/value="[a-z]+"\s+checked/g)).toHaveLength(2);
    const sent = await tara.post('/dealer/reset', { managerIds: ['mona', 'paul'], intent: 'submit' });
    expect(sent.location).toMatch(/^\/dealer\/requests\/\d{11}\?done=requested$/);
  });

  it('of an earlier session does nothing, and keeps what was typed', async () => {
    await tara.signIn('tara');
    await tara.openTab('keys', 'tara');
    const fields = { ...tara.hiddenFields(), csrf: 'x'.repeat(43), vin: VIN, repairOrder: '77' };
    const seen = await tara.send('/dealer/keys', fields);
    expect(seen.status).toBe(403);
    expect(seen.text).toContain('was not processed');
    expect(valueOf(seen.text, 'repairOrder')).toBe('77');
  });

  it('DLR-3 that is sent twice makes one request', async () => {
    await tara.signIn('tara');
    await tara.openTab('reset', 'tara');
    await tara.post('/dealer/reset', { ...REQUEST, intent: 'next' });
    const fields = { ...tara.hiddenFields(), managerIds: ['mona', 'paul'], intent: 'submit' };
    const [first, second] = await Promise.all([tara.send('/dealer/reset', fields), tara.send('/dealer/reset', fields)]);
    expect(first.location).toMatch(/^\/dealer\/requests\/\d{11}\?done=requested$/);
    expect(second.location).toBe(first.location);
  });
});

describe('a request', () => {
  it('DLR-3 for a vehicle that has one already names it', async () => {
    const path = await request();
    await tara.get('/dealer/reset');
    await tara.post('/dealer/reset', { ...REQUEST, intent: 'next' });
    const second = await tara.post('/dealer/reset', { managerIds: ['mona', 'fred'], intent: 'submit' });
    expect(second.status).toBe(409);
    expect(fieldsWithErrors(second.text)).toEqual(['vin']);
    expect(second.text).toContain(path.split('/').at(-1));
  });

  it('DLR-4 without ticks is not approved, and each box says so', async () => {
    const path = await request();
    await mona.signIn('mona');
    await mona.get(path);
    const seen = await mona.post(path, { intent: 'approve' });
    expect(seen.status).toBe(422);
    expect(fieldsWithErrors(seen.text)).toEqual([
      'tickedPolicies-documents-reviewed',
      'tickedPolicies-repair-order-open',
      'tickedPolicies-responsibility',
    ]);
  });

  it('DLR-4 that a manager has declined is settled for the other', async () => {
    const path = await request();
    const paul = new Visitor(dealer);
    await mona.signIn('mona');
    await paul.signIn('paul');
    await mona.get(path);
    await paul.get(path);
    expect((await mona.post(path, { intent: 'decline' })).location).toBe('/dealer?done=declined');
    const late = await paul.post(path, { ...APPROVED, intent: 'approve' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('settled by Mona Manager');
    expect((await tara.get('/dealer')).text).toContain('Declined');
  });

  it('DLR-4 nobody approves their own', async () => {
    await mona.signIn('mona');
    await mona.openTab('reset', 'mona');
    const managers = await mona.post('/dealer/reset', { ...REQUEST, intent: 'next' });
    expect(managers.text).not.toContain('value="mona"');
    const sent = await mona.post('/dealer/reset', { managerIds: ['paul', 'fred'], intent: 'submit' });
    const path = sent.location?.split('?', 1)[0] ?? '';
    const own = await mona.get(path);
    expect(own.text).not.toContain('value="approve"');
    const { csrf = [] } = mona.hiddenFields();
    const seen = await mona.send(path, { csrf, ...APPROVED, intent: 'approve' });
    expect(seen.status).toBe(403);
  });

  it('that there is not is no page', async () => {
    await tara.signIn('tara');
    expect((await tara.get('/dealer/requests/19070199999')).status).toBe(404);
    const { csrf = [] } = tara.hiddenFields();
    for (const sent of [{ ...APPROVED, intent: 'approve' }, { intent: 'approve' }, { intent: 'decline' }]) {
      const seen = await tara.send('/dealer/requests/19070199999', { csrf, ...sent });
      expect([seen.status, seen.text.includes('Request not found')]).toEqual([404, true]);
    }
  });

  it('DLR-5 gives no pass-code once the repair is closed', async () => {
    const path = await approvedRequest();
    await tara.get(`${path}/close`);
    expect((await tara.post(`${path}/close`, {})).location).toBe(`${path}?done=closed`);
    await tara.get('/dealer/keys');
    const { csrf = [] } = tara.hiddenFields();
    const seen = await tara.send(`${path}/pass-code`, { csrf, ...SEED, intent: 'next' });
    expect(seen.text).not.toContain('id="pass-code"');
    expect(seen.status).toBe(409);
  });
});

describe('the pass-code of a reset', () => {
  it('DLR-6 is shown on a page of its own, to this session only, with the code in no link', async () => {
    const path = await approvedRequest();
    await tara.get(`${path}/pass-code`);
    const sent = await tara.post(`${path}/pass-code`, { ...SEED, intent: 'next' });
    expect(sent.location).toMatch(/^\/dealer\/results\/[0-9a-f]{32}$/);
    const page = await tara.get(sent.location ?? '');
    expect(page.text).toMatch(/<strong id="pass-code">\d{6}<\/strong>/);
    expect((await mona.get(sent.location ?? '')).location).toBe('/dealer?done=gone');
  });

  it('DLR-6 is the same for the same form, and another for another seed number', async () => {
    const path = await approvedRequest();
    await tara.get(`${path}/pass-code`);
    const fields = { ...tara.hiddenFields(), ...SEED, intent: 'next' };
    const first = await tara.send(`${path}/pass-code`, fields);
    expect((await tara.send(`${path}/pass-code`, fields)).location).toBe(first.location);
    const other = await tara.send(`${path}/pass-code`, { ...fields, seedNumber: '00020000000000FF' });
    expect(other.location).not.toBe(first.location);
    const codes = await Promise.all(
      [first, other].map(
        async ({ location }) => /id="pass-code">(\d+)/.exec((await tara.get(location ?? '')).text)?.[1],
      ),
    );
    expect(new Set(codes).size).toBe(2);
    const gwen = new Visitor(dealer);
    await gwen.signIn('gwen');
    const report = await gwen.get('/dealer/report');
    expect(report.text.match(/>Reset pass-code<\/td>/g)).toHaveLength(2);
  });

  it('the scan tool’s Send leads to the approved request, with version and seed number filled in', async () => {
    const path = await approvedRequest();
    const query = new URLSearchParams({ vin: VIN, ...SEED }).toString();
    const sent = await tara.get(`/dealer/reset?${query}`);
    expect(sent.location).toBe(`${path}/pass-code?${new URLSearchParams(SEED).toString()}&done=request-exists`);
    const page = await tara.get(sent.location ?? '');
    expect(valueOf(page.text, 'seedNumber')).toBe('0001A1B2C3D4E5F6');
    expect(valueOf(page.text, 'toolVersion')).toBe('13.10.019');
  });

  it('the scan tool’s Send without a request opens the request form with the VIN', async () => {
    await tara.signIn('tara');
    await tara.openTab('reset', 'tara');
    const page = await tara.get(`/dealer/reset?${new URLSearchParams({ vin: VIN, ...SEED }).toString()}`);
    expect(valueOf(page.text, 'vin')).toBe(VIN);
    expect(page.text).toContain('The seed number is not needed yet');
  });
});

describe('administration', () => {
  it.each(['/dealer/staff', '/dealer/staff/tom', '/dealer/report', '/dealer/report/export.csv'])(
    '%s is for the general manager only',
    async (path) => {
      const gwen = new Visitor(dealer);
      await tara.signIn('tara');
      await mona.signIn('mona');
      await gwen.signIn('gwen');
      expect([(await tara.get(path)).status, (await mona.get(path)).status, (await gwen.get(path)).status]).toEqual([
        403, 403, 200,
      ]);
      expect((await tara.get('/dealer')).text).not.toContain('/dealer/staff');
    },
  );

  it('DLR-1 enrols somebody with a one-time password that is shown once, and changes and ends the account', async () => {
    const gwen = new Visitor(dealer);
    await gwen.signIn('gwen');
    await gwen.get('/dealer/staff');
    const wrong = await gwen.post('/dealer/staff', { staffId: '9', name: '<i>Nia</i>', title: '', intent: 'enrol' });
    expect(fieldsWithErrors(wrong.text)).toContain('title');
    expect(valueOf(wrong.text, 'name')).toBe('<i>Nia</i>');
    const enrolled = await gwen.post('/dealer/staff', {
      ...{ staffId: 'nia', name: 'Nia New', title: 'Team Leader', intent: 'enrol' },
    });
    expect(enrolled.location).toMatch(/^\/dealer\/results\//);
    expect((await gwen.get(enrolled.location ?? '')).text).toContain('One-time password of Nia New (nia)');
    await gwen.get('/dealer/staff/nia');
    const changed = await gwen.post('/dealer/staff/nia', { title: 'Technician', intent: 'change-title' });
    expect(changed.location).toBe('/dealer/staff?done=title-changed');
    await gwen.get('/dealer/staff/nia');
    const unsure = await gwen.post('/dealer/staff/nia', { intent: 'remove' });
    expect(fieldsWithErrors(unsure.text)).toEqual(['sure-yes']);
    const removed = await gwen.post('/dealer/staff/nia', { sure: 'yes', intent: 'remove' });
    expect(removed.location).toBe('/dealer/staff?done=removed');
    expect((await gwen.get('/dealer/staff/nia')).status).toBe(404);
  });

  it('DLR-9 the report of a month lists what was done, and the export is CSV', async () => {
    await approvedRequest();
    const gwen = new Visitor(dealer);
    await gwen.signIn('gwen');
    const { text } = await gwen.get('/dealer/report?month=2019-07');
    expect(text).toContain(VIN);
    expect(text).toContain('Reset requested');
    const csv = await gwen.get('/dealer/report/export.csv?month=2019-07');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="transactions-99001-2019-07.csv"');
    expect(csv.text).toContain(VIN);
    expect((await gwen.get('/dealer/report?month=July')).status).toBe(422);
  });
});
