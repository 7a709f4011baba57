import { describe, expect, it } from 'vitest';
import type { StaffView } from '../../../../../../hil/dealer/dealer-service.ts';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import { memberPage, SURE_FIELD } from '../../../../../../hil/dealer/pages/staff/member-page.ts';
import {
  boxesOf,
  buttonsOf,
  controlsOf,
  formsOf,
  htmlOf,
  linksOf,
  mainOf,
  namesOf,
  summaryOf,
  textOf,
} from '../read-page.ts';
import { formWith, GWEN } from '../sample-people.ts';

const TOM: StaffView = {
  ...{ id: 'tom', name: 'Tom <T>', title: 'Technician', dealerCode: '99001' },
  ...{ powers: { approves: false, administers: false }, mustChangePassword: false, oneTimePasswordTillMs: null },
};
const PARTS = {
  ...{ viewer: GWEN, notice: null, member: TOM, isOneself: false, form: freshForm(), submissionId: 'one' },
  titles: [{ title: 'Team Leader', approves: true, administers: false }],
};

describe('the page of one member', () => {
  it('DLR-1 DLR-8: offers another title, a one-time password, and the end of the account', async () => {
    const html = await htmlOf(memberPage(PARTS));
    expect(namesOf(html)).toEqual({ title: 'Tom <T> – Key Desk', heading: 'Tom <T>', tab: 'Staff' });
    expect(textOf(mainOf(html))).toContain('Staff ID tom , Technician.');
    const form = { action: '/dealer/staff/tom', hidden: { csrf: 'csrf of gwen', submissionId: 'one' } };
    expect(formsOf(html)).toEqual([form, form, form]);
    expect(buttonsOf(html)).toEqual([
      'Change title (change-title)',
      'Create a one-time password (reset-password)',
      'Remove Tom <T> (remove)',
    ]);
    expect(controlsOf(html).map(({ label, name, type }) => [label, name, type])).toEqual([
      ['New job title', 'title', 'select'],
      ['Tom <T> has left or no longer needs access.', 'sure', 'checkbox'],
    ]);
    expect(linksOf(html)).toEqual([['Staff', '/dealer/staff']]);
  });

  it('says what each of them ends', async () => {
    const text = textOf(mainOf(await htmlOf(memberPage(PARTS))));
    expect(text).toContain('Tom <T>’s old password and all sessions end.');
    expect(text).toContain('Closes the account. The staff ID is never reused.');
    expect(text).toContain('This cannot be undone');
  });

  it('DLR-1: lets nobody change or remove themselves', async () => {
    const html = await htmlOf(memberPage({ ...PARTS, isOneself: true }));
    expect(textOf(html)).toContain('This is you. Only another administrator can change your title or your account.');
    expect(formsOf(html)).toEqual([]);
    expect(buttonsOf(html)).toEqual([]);
  });

  it('names the box that is not ticked, and a title that was refused', async () => {
    expect(SURE_FIELD).toBe('sure');
    const form = formWith(
      { title: 'Team Leader' },
      { 'sure.yes': 'Tick this box to remove the account.', title: 'Not this one.' },
    );
    const html = await htmlOf(memberPage({ ...PARTS, form }));
    expect(namesOf(html).title).toBe('Error: Tom <T> – Key Desk');
    expect(summaryOf(html).links).toEqual([
      ['Not this one.', '#field-title'],
      ['Tick this box to remove the account.', '#field-sure-yes'],
    ]);
    expect(controlsOf(html).map(({ isInvalid }) => isInvalid)).toEqual([true, true]);
    expect(html).toMatch(/<option value="Team Leader" selected>/);
  });

  it('keeps the box ticked when the form comes back', async () => {
    const html = await htmlOf(memberPage({ ...PARTS, form: formWith({ sure: 'yes' }) }));
    expect(boxesOf(html, 'sure')).toEqual([['yes', 'Tom <T> has left or no longer needs access.', true]]);
  });
});
