import { describe, expect, it } from 'vitest';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import { passwordPage } from '../../../../../../hil/dealer/pages/sign-in/password-page.ts';
import { buttonsOf, controlsOf, formsOf, htmlOf, namesOf, summaryOf, textOf } from '../read-page.ts';
import { formWith, TARA } from '../sample-people.ts';

const PARTS = {
  ...{ viewer: TARA, form: freshForm(), next: '/dealer', kept: null, isForced: false },
  rule: '10 to 128 signs, whichever you like',
};

describe('the page for a new password', () => {
  it('DLR-8: asks for the present one, and twice for the new one with its rule', async () => {
    const html = await htmlOf(passwordPage(PARTS));
    expect(namesOf(html).heading).toBe('Change password');
    expect(controlsOf(html).map(({ label, name, type, description }) => [label, name, type, description])).toEqual([
      ['Current password', 'password', 'password', ''],
      ['New password', 'newPassword', 'password', '10 to 128 signs, whichever you like'],
      ['Confirm new password', 'newPasswordAgain', 'password', ''],
    ]);
    expect(html.match(/autocomplete="new-password"/g)).toHaveLength(2);
    expect(formsOf(html)).toEqual([{ action: '/dealer/password', hidden: { csrf: 'csrf of tara', next: '/dealer' } }]);
    expect(buttonsOf(html)).toEqual(['Save password']);
    expect(html).toContain('class="tabs"');
  });

  it('DLR-8: after a one-time password leads nowhere else', async () => {
    const html = await htmlOf(passwordPage({ ...PARTS, isForced: true }));
    expect(namesOf(html).heading).toBe('Choose your password');
    expect(controlsOf(html)[0]?.label).toBe('One-time password');
    expect(textOf(html)).toContain('You signed in with a one-time password. Choose your own password to continue.');
    expect(html).not.toContain('href="/dealer/keys"');
  });

  it('carries along a form that waits for it, and says so', async () => {
    const html = await htmlOf(passwordPage({ ...PARTS, next: '/dealer/keys', kept: { vin: ['V'] } }));
    expect(formsOf(html)[0]?.hidden).toEqual({ csrf: 'csrf of tara', next: '/dealer/keys', 'kept.vin': 'V' });
    expect(textOf(html)).toContain('Your entries are saved and restored after this step.');
  });

  it('names every error at its field, and shows no password that was typed', async () => {
    const typed = { password: 'old words', newPassword: 'new words', newPasswordAgain: 'other words' };
    const form = formWith(typed, { newPasswordAgain: 'They do not match.', password: 'It is wrong.' });
    const html = await htmlOf(passwordPage({ ...PARTS, form }));
    expect(summaryOf(html).links).toEqual([
      ['It is wrong.', '#field-password'],
      ['They do not match.', '#field-newPasswordAgain'],
    ]);
    expect(controlsOf(html).map(({ isInvalid }) => isInvalid)).toEqual([true, false, true]);
    expect(html).not.toMatch(/(old|new|other) words/);
  });
});
