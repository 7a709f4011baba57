import { describe, expect, it } from 'vitest';
import { namesOf, summaryOf } from '../read-page.ts';
import { DemoDesk, deskForEachTest, fieldsWithErrors, Visitor } from '../visitor.ts';

const PATH = '/dealer/password';
const WORDS = 'four walls and a roof';
const CHANGE = { password: 'demo-tara', newPassword: WORDS, newPasswordAgain: WORDS };
const desk = deskForEachTest();

describe('changing the password', () => {
  it('DLR-8: takes the new one in place of the old, ends other sessions, and says so at home', async () => {
    const { tara, dealer } = desk();
    const elsewhere = new Visitor(dealer);
    await tara.signIn('tara');
    await elsewhere.signIn('tara');
    await tara.get(PATH);
    const seen = await tara.post(PATH, CHANGE);
    expect([seen.status, seen.location]).toEqual([303, '/dealer?done=password-changed']);
    expect((await tara.get(seen.location ?? '')).text).toContain('All your other sessions have ended.');
    expect((await elsewhere.get('/dealer')).location).toBe('/dealer/sign-in');
    await elsewhere.get('/dealer/sign-in');
    expect((await elsewhere.post('/dealer/sign-in', { account: 'tara', password: 'demo-tara' })).status).toBe(401);
    expect((await elsewhere.post('/dealer/sign-in', { account: 'tara', password: WORDS })).status).toBe(303);
  });

  it.each([
    ['nothing typed', { password: '', newPassword: '', newPasswordAgain: '' }, 422, ['password', 'newPassword']],
    ['two that differ', { ...CHANGE, newPasswordAgain: 'five walls' }, 422, ['newPasswordAgain']],
    ['one that is too short', { ...CHANGE, newPassword: 'short', newPasswordAgain: 'short' }, 422, ['newPassword']],
    ['a wrong present one', { ...CHANGE, password: 'wrong' }, 422, ['password']],
  ])('DLR-8: with %s names the field, and changes nothing', async (_what, typed, status, fields) => {
    const { tara } = desk();
    await tara.signIn('tara');
    await tara.get(PATH);
    const seen = await tara.post(PATH, typed);
    expect([seen.status, fieldsWithErrors(seen.text)]).toEqual([status, fields]);
    tara.loseSession();
    await tara.signIn('tara');
    expect((await tara.get('/dealer')).status).toBe(200);
  });

  it('is for those who are signed in, with the token of their pages', async () => {
    const { tara } = desk();
    expect((await tara.get(PATH)).location).toBe('/dealer/sign-in');
    await tara.signIn('tara');
    const seen = await tara.send(PATH, CHANGE);
    expect(seen.status).toBe(403);
    tara.loseSession();
    await tara.signIn('tara');
    expect((await tara.get('/dealer')).status).toBe(200);
  });

  it('DLR-8: after a one-time password goes on to what was wanted', async () => {
    const { dealer } = new DemoDesk(false);
    const tara = new Visitor(dealer);
    const password = dealer.service.firstPasswords.find(({ account }) => account === 'tara')?.password ?? '';
    await tara.get('/dealer/sign-in?next=/dealer/keys');
    const signedIn = await tara.post('/dealer/sign-in', { account: 'tara', password });
    const page = await tara.get(signedIn.location ?? '');
    expect(namesOf(page.text).heading).toBe('Choose your password');
    expect((await tara.post(PATH, { ...CHANGE, password })).location).toBe('/dealer/keys?done=password-changed');
    expect(namesOf((await tara.get('/dealer/keys')).text).heading).toBe('Add/Remove Key');
    await dealer.end();
  });
});

describe.each([
  ['reset', '/dealer/reset/password', '/dealer/reset?vin=V'],
  ['keys', '/dealer/keys/password', '/dealer/keys?vin=V'],
] as const)('the password again for the tab %s', (tab, path, next) => {
  it('DLR-8: opens it, and leads to what was asked for', async () => {
    const { tara } = desk();
    await tara.signIn('tara');
    expect((await tara.get(next)).text).toContain(`action="${path}"`);
    const opened = await tara.post(path, { password: 'demo-tara' });
    expect([opened.status, opened.location]).toEqual([303, next]);
    expect((await tara.get(`/dealer/${tab}`)).text).not.toContain(`action="${path}"`);
  });

  it('DLR-8: does not open the other', async () => {
    const { tara } = desk();
    const other = tab === 'reset' ? 'keys' : 'reset';
    await tara.signIn('tara');
    await tara.openTab(tab, 'tara');
    expect((await tara.get(`/dealer/${other}`)).text).toContain(`action="/dealer/${other}/password"`);
  });

  it.each([
    ['', 'Enter your password.'],
    ['wrong', 'Wrong account name or password. Try again; repeated wrong passwords lock the account for a while.'],
  ])('DLR-8: refuses %j at the field, and stays closed', async (password, error) => {
    const { tara } = desk();
    await tara.signIn('tara');
    await tara.get(`/dealer/${tab}`);
    const seen = await tara.post(path, { password });
    expect([seen.status, summaryOf(seen.text).links]).toEqual([422, [[error, '#field-password']]]);
    expect((await tara.get(`/dealer/${tab}`)).text).toContain(`action="${path}"`);
  });

  it('DLR-8: wants a session and the token of its page', async () => {
    const { tara } = desk();
    expect((await tara.send(path, { password: 'demo-tara' })).location).toBe('/dealer/sign-in');
    await tara.signIn('tara');
    expect((await tara.send(path, { password: 'demo-tara' })).status).toBe(403);
    expect((await tara.get(`/dealer/${tab}`)).text).toContain(`action="${path}"`);
  });
});
