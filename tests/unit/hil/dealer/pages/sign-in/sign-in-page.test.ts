import { describe, expect, it } from 'vitest';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import { SIGN_IN_PATH, signInPage } from '../../../../../../hil/dealer/pages/sign-in/sign-in-page.ts';
import { buttonsOf, controlsOf, formsOf, htmlOf, namesOf, summaryOf, textOf } from '../read-page.ts';
import { formWith } from '../sample-people.ts';

const PARTS = { form: freshForm(), next: '/dealer/keys?data1=1&data2=2', kept: null };

describe('the sign-in page', () => {
  it('DLR-8: asks for staff ID and password, as a password manager knows them', async () => {
    const html = await htmlOf(signInPage(PARTS));
    expect(namesOf(html)).toEqual({ title: 'Sign in – Key Desk', heading: 'Sign in', tab: '' });
    expect(controlsOf(html).map(({ label, name, type, description }) => [label, name, type, description])).toEqual([
      ['Staff ID', 'account', 'text', ''],
      ['Password', 'password', 'password', 'At first sign-in, use the one-time password you were given.'],
    ]);
    expect(html).toContain('autocomplete="username"');
    expect(html).toContain('autocomplete="current-password"');
    expect(buttonsOf(html)).toEqual(['Sign in']);
  });

  it('carries along where to go on, and has no token yet: there is no session', async () => {
    expect(SIGN_IN_PATH).toBe('/dealer/sign-in');
    expect(formsOf(await htmlOf(signInPage(PARTS)))).toEqual([
      { action: '/dealer/sign-in', hidden: { next: '/dealer/keys?data1=1&data2=2' } },
    ]);
  });

  it('has no tabs and no name of anybody', async () => {
    const html = await htmlOf(signInPage(PARTS));
    expect(html).not.toContain('class="tabs"');
    expect(html).not.toContain('Sign out');
  });

  it('DLR-8: carries along a form that came after the session had ended, and says so', async () => {
    const html = await htmlOf(signInPage({ ...PARTS, next: '/dealer/keys', kept: { vin: ['<"V">'] } }));
    expect(formsOf(html)[0]?.hidden).toEqual({ next: '/dealer/keys', 'kept.vin': '<"V">' });
    expect(textOf(html)).toContain(
      'Your session ended before the form was submitted. Sign in to restore your entries.',
    );
  });

  it('keeps the staff ID after an error, and never the password', async () => {
    const form = formWith(
      { account: 'tara', password: 'secret words' },
      { password: 'Enter your password.' },
      'Wrong.',
    );
    const html = await htmlOf(signInPage({ ...PARTS, form }));
    expect(namesOf(html).title).toBe('Error: Sign in – Key Desk');
    expect(summaryOf(html)).toEqual({ text: 'Wrong.', links: [['Enter your password.', '#field-password']] });
    expect(controlsOf(html).map(({ value, isInvalid }) => [value, isInvalid])).toEqual([
      ['tara', false],
      ['', true],
    ]);
    expect(html).not.toContain('secret words');
  });

  it('reports that somebody has signed out', async () => {
    const html = await htmlOf(signInPage({ ...PARTS, notice: 'You are signed out.' }));
    expect(html).toContain('<p class="notice" role="status">You are signed out.</p>');
  });
});
