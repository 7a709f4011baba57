import { describe, expect, it } from 'vitest';
import { GOOD_REQUEST } from '../../../../support/bad-fields.ts';
import { namesOf } from './read-page.ts';
import { deskForEachTest, valueOf } from './visitor.ts';

const desk = deskForEachTest();

describe('a page', () => {
  it('leads to the sign-in page without a session, with what was asked for', async () => {
    const { tara } = desk();
    const seen = await tara.get('/dealer/keys?data1=05A17C0D001');
    expect([seen.status, seen.location]).toEqual([303, '/dealer/sign-in?next=%2Fdealer%2Fkeys%3Fdata1%3D05A17C0D001']);
    expect((await tara.get('/dealer')).location).toBe('/dealer/sign-in');
  });

  it.each([
    ['/dealer/nothing', {}, 404, 'Page not found'],
    ['/dealer/sign-in', { host: 'elsewhere.example' }, 403, 'Request refused'],
  ] as const)('is also the answer to an error: %s with %j', async (path, headers, status, heading) => {
    const { dealer } = desk();
    const request = new Request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1', ...headers } });
    const answer = await dealer.fetch(request, {});
    expect([answer.status, namesOf(await answer.text()).heading]).toEqual([status, heading]);
  });

  it('allows nothing but our own sheet and script', async () => {
    const { tara } = desk();
    const { headers } = await tara.get('/dealer/sign-in');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('has a sheet and a script that may be kept for ever', async () => {
    const { tara } = desk();
    const { text } = await tara.get('/dealer/sign-in');
    for (const [, path = ''] of text.matchAll(/(?:href|src)="(\/dealer\/assets\/[^"]+)"/g)) {
      const asset = await tara.get(path);
      expect(asset.status, path).toBe(200);
      expect(asset.headers.get('cache-control'), path).toContain('immutable');
    }
    expect((await tara.get('/dealer/assets/other.css')).status).toBe(404);
  });
});

describe('a form', () => {
  it('DLR-8 that was sent after the session had ended loses nothing that was typed', async () => {
    const { tara } = desk();
    await tara.signIn('tara');
    await tara.openTab('reset', 'tara');
    tara.loseSession();
    const stopped = await tara.post('/dealer/reset', {
      ...GOOD_REQUEST,
      customerLastName: '<b>"Doe"</b>',
      intent: 'next',
    });
    expect(stopped.status).toBe(401);
    expect(stopped.text).toContain('restore your entries');
    const wrong = await tara.post('/dealer/sign-in', { account: 'tara', password: 'wrong' });
    expect(wrong.status).toBe(401);
    // A new session has no open tab: the password once more, and then the form.
    const again = await tara.post('/dealer/sign-in', { account: 'tara', password: 'demo-tara' });
    expect(again.text).toContain('Your entries are saved');
    const back = await tara.post('/dealer/reset/password', { password: 'demo-tara' });
    expect(back.status).toBe(200);
    expect(valueOf(back.text, 'vin')).toBe(GOOD_REQUEST.vin);
    expect(valueOf(back.text, 'customerLastName')).toBe('<b>"Doe"</b>');
    expect(back.text.match(/value="[a-z]+"\s+checked/g)).toHaveLength(4);
    const next = await tara.post('/dealer/reset', { ...GOOD_REQUEST, intent: 'next' });
    expect(next.text).toContain('Managers who may approve');
  });

  it('keeps a choice of managers too', async () => {
    const { tara } = desk();
    await tara.signIn('tara');
    await tara.openTab('reset', 'tara');
    await tara.post('/dealer/reset', { ...GOOD_REQUEST, intent: 'next' });
    tara.loseSession();
    await tara.post('/dealer/reset', { managerIds: ['mona', 'paul'], intent: 'submit' });
    await tara.post('/dealer/sign-in', { account: 'tara', password: 'demo-tara' });
    const back = await tara.post('/dealer/reset/password', { password: 'demo-tara' });
    expect(back.text.match(/value="[a-z]+"\s+checked/g)).toHaveLength(2);
    const sent = await tara.post('/dealer/reset', { managerIds: ['mona', 'paul'], intent: 'submit' });
    expect(sent.location).toMatch(/^\/dealer\/requests\/\d{11}\?done=requested$/);
  });

  it('of an earlier session does nothing, and keeps what was typed', async () => {
    const { tara } = desk();
    await tara.signIn('tara');
    await tara.openTab('keys', 'tara');
    const fields = { ...tara.hiddenFields(), csrf: 'x'.repeat(43), vin: GOOD_REQUEST.vin, repairOrder: '77' };
    const seen = await tara.send('/dealer/keys', fields);
    expect(seen.status).toBe(403);
    expect(seen.text).toContain('was not processed');
    expect(valueOf(seen.text, 'repairOrder')).toBe('77');
  });
});
