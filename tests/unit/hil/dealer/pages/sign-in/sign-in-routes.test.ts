import { describe, expect, it } from 'vitest';
import { controlOf, summaryOf } from '../read-page.ts';
import { DemoDesk, deskForEachTest, fieldsWithErrors, valueOf, Visitor } from '../visitor.ts';

const PATH = '/dealer/sign-in';
const desk = deskForEachTest();

describe('signing in', () => {
  it('DLR-8: sets a cookie out of reach of scripts and other sites, and redirects to the home page', async () => {
    const { tara } = desk();
    await tara.get(PATH);
    const seen = await tara.post(PATH, { account: ' TARA ', password: 'demo-tara' });
    expect([seen.status, seen.location]).toEqual([303, '/dealer']);
    expect(seen.headers.get('set-cookie')).toMatch(/^smartkey_dealer=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await tara.get('/dealer')).status).toBe(200);
  });

  it('leads to what was asked for before, and to another host never', async () => {
    const { tara } = desk();
    const asked = await tara.get('/dealer/keys?data1=05A17C0D001');
    await tara.get(asked.location ?? '');
    const signedIn = await tara.post(PATH, { account: 'tara', password: 'demo-tara' });
    expect(signedIn.location).toBe('/dealer/keys?data1=05A17C0D001');
    const { mona } = desk();
    await mona.get(`${PATH}?next=//elsewhere.example`);
    const fields = { account: 'mona', password: 'demo-mona', next: 'https://elsewhere.example/dealer' };
    expect((await mona.send(PATH, fields)).location).toBe('/dealer');
  });

  it('is not asked of somebody who is signed in already', async () => {
    const { tara } = desk();
    await tara.signIn('tara');
    expect((await tara.get(`${PATH}?next=/dealer/keys`)).location).toBe('/dealer/keys');
    const again = await tara.send(PATH, { account: '', password: '', next: '/dealer/keys' });
    expect([again.status, again.location]).toEqual([303, '/dealer/keys']);
  });

  it('names every field that is empty', async () => {
    const { tara } = desk();
    await tara.get(PATH);
    const seen = await tara.post(PATH, { account: ' ', password: '' });
    expect([seen.status, summaryOf(seen.text).links]).toEqual([
      422,
      [
        ['Enter your staff ID.', '#field-account'],
        ['Enter your password.', '#field-password'],
      ],
    ]);
  });

  it('DLR-8: says the same of an unknown account and of a wrong password, of no field, and keeps the account', async () => {
    const { tara } = desk();
    await tara.get(PATH);
    const unknown = await tara.post(PATH, { account: 'nobody', password: 'demo-tara' });
    const wrong = await tara.post(PATH, { account: 'tara', password: 'wrong' });
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    expect(wrong.text.replaceAll('tara', 'nobody')).toBe(unknown.text);
    expect(fieldsWithErrors(wrong.text)).toEqual([]);
    expect(valueOf(wrong.text, 'account')).toBe('tara');
    expect(controlOf(wrong.text, 'password')?.value).toBe('');
  });

  it('DLR-8: of a locked account is refused with the time to wait', async () => {
    const { tara } = desk();
    await tara.get(PATH);
    for (let count = 0; count < 5; count++) await tara.post(PATH, { account: 'tara', password: 'wrong' });
    const locked = await tara.post(PATH, { account: 'tara', password: 'demo-tara' });
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '900']);
    expect(summaryOf(locked.text).text).toBe(
      'The account is locked after 5 wrong passwords. Wait 15 minutes, or ask the administrator to reset the password.',
    );
    expect(locked.headers.get('set-cookie')).toBeNull();
  });

  it('DLR-8: with a one-time password leads to nothing but choosing another', async () => {
    const { dealer } = new DemoDesk(false);
    const tara = new Visitor(dealer);
    const password = dealer.service.firstPasswords.find(({ account }) => account === 'tara')?.password ?? '';
    await tara.get(`${PATH}?next=/dealer/keys`);
    const signedIn = await tara.post(PATH, { account: 'tara', password });
    expect(signedIn.location).toBe('/dealer/password?next=%2Fdealer%2Fkeys');
    expect((await tara.get('/dealer')).location).toBe('/dealer/password?next=%2Fdealer');
    await dealer.end();
  });
});

describe('signing out', () => {
  it('ends the session and takes the cookie away', async () => {
    const { tara } = desk();
    await tara.signIn('tara');
    await tara.get('/dealer/keys');
    const { csrf = [] } = tara.hiddenFields();
    const seen = await tara.send('/dealer/sign-out', { csrf });
    expect([seen.status, seen.location]).toEqual([303, '/dealer/sign-in?done=signed-out']);
    expect(seen.headers.get('set-cookie')).toBe('smartkey_dealer=; Max-Age=0; Path=/');
    expect((await tara.get(seen.location ?? '')).text).toContain('You are signed out.');
    expect((await tara.get('/dealer')).location).toBe('/dealer/sign-in');
  });

  it('is not done for another site, which has no token', async () => {
    const { tara } = desk();
    await tara.signIn('tara');
    expect((await tara.send('/dealer/sign-out', {})).status).toBe(403);
    expect((await tara.get('/dealer')).status).toBe(200);
  });
});
