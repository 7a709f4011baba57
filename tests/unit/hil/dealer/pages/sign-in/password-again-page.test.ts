import { describe, expect, it } from 'vitest';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import { passwordAgainPage, tabOfAccess } from '../../../../../../hil/dealer/pages/sign-in/password-again-page.ts';
import { buttonsOf, controlsOf, formsOf, htmlOf, linksOf, namesOf, summaryOf, textOf } from '../read-page.ts';
import { formWith, TARA } from '../sample-people.ts';

const PARTS = { viewer: TARA, form: freshForm(), kept: null } as const;

describe('the page that asks for the password again', () => {
  it.each([
    ['reset', 'Immobilizer Reset', 'A reset erases every registered key for good.'],
    ['keys', 'Add/Remove Key', 'A key that was erased never works again, on any vehicle.'],
  ] as const)('DLR-8: opens the tab %s', async (tab, name, warning) => {
    const html = await htmlOf(passwordAgainPage({ ...PARTS, tab, next: `/dealer/${tab}?vin=V` }));
    expect(namesOf(html)).toEqual({ title: `${name} – Key Desk`, heading: name, tab: name });
    expect(textOf(html)).toContain(warning);
    expect(controlsOf(html)).toEqual([
      {
        ...{ label: 'Password', name: 'password', type: 'password', value: '', isInvalid: false },
        description: `Re-enter your password to open ${name}.`,
      },
    ]);
    expect(formsOf(html)).toEqual([
      { action: `/dealer/${tab}/password`, hidden: { csrf: 'csrf of tara', next: `/dealer/${tab}?vin=V` } },
    ]);
    expect(buttonsOf(html)).toEqual(['Login (login)']);
    expect(linksOf(html)).toEqual([['Clear', `/dealer/${tab}?vin=V`]]);
  });

  it('carries along a form that came when the tab had closed, and says so', async () => {
    const html = await htmlOf(
      passwordAgainPage({ ...PARTS, tab: 'keys', next: '/dealer/keys', kept: { vin: ['a'], data1: ['b'] } }),
    );
    expect(formsOf(html)[0]?.hidden).toMatchObject({ 'kept.vin': 'a', 'kept.data1': 'b' });
    expect(textOf(html)).toContain('Your entries are saved and restored after this step.');
  });

  it('says that the password was wrong, and does not show it', async () => {
    const form = formWith({ password: 'guess' }, { password: 'It is wrong.' });
    const html = await htmlOf(passwordAgainPage({ ...PARTS, tab: 'keys', next: '/dealer/keys', form }));
    expect(namesOf(html).title).toBe('Error: Add/Remove Key – Key Desk');
    expect(summaryOf(html).links).toEqual([['It is wrong.', '#field-password']]);
    expect(controlsOf(html)[0]).toMatchObject({ isInvalid: true, value: '' });
    expect(html).not.toContain('guess');
  });
});

describe('the tab of an access', () => {
  it.each([
    ['immobilizer-reset', 'reset'],
    ['add-remove-key', 'keys'],
    ['staff', null],
    ['administrator', null],
    ['anyone', null],
  ] as const)('DLR-8: %s is %s', (access, tab) => {
    expect(tabOfAccess(access)).toBe(tab);
  });
});
