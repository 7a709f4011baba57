import { describe, expect, it } from 'vitest';
import type { StaffView } from '../../../../../../hil/dealer/dealer-service.ts';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import {
  memberPath,
  STAFF_LABELS,
  STAFF_PATH,
  staffPage,
  titleOptions,
} from '../../../../../../hil/dealer/pages/staff/staff-page.ts';
import {
  buttonsOf,
  controlOf,
  controlsOf,
  formsOf,
  htmlOf,
  linksOf,
  namesOf,
  summaryOf,
  textOf,
} from '../read-page.ts';
import { formWith, GWEN } from '../sample-people.ts';

const POWERS = { approves: false, administers: false };
const OWN_PASSWORD = { mustChangePassword: false, oneTimePasswordTillMs: null };
const STAFF: readonly StaffView[] = [
  { id: 'tara', name: 'Tara <T>', title: 'Technician', dealerCode: '99001', powers: POWERS, ...OWN_PASSWORD },
  {
    ...{ id: 'mona', name: 'Mona Manager', title: 'Service Manager', dealerCode: '99001' },
    ...{ powers: { approves: true, administers: false }, ...OWN_PASSWORD },
  },
  {
    ...{ id: 'nia', name: 'Nia New', title: 'Technician', dealerCode: '99001', powers: POWERS },
    ...{ mustChangePassword: true, oneTimePasswordTillMs: 1_562_227_200_000 },
  },
];
const TITLES = [
  { title: 'Service Manager', approves: true, administers: false },
  { title: 'Technician', approves: false, administers: false },
];
const PARTS = {
  ...{ viewer: GWEN, notice: null, staff: STAFF, titles: TITLES },
  ...{ form: freshForm(), submissionId: 'one' },
};

describe('the page of the staff', () => {
  it('DLR-1 DLR-2: lists who is enrolled, who may approve, and how many are needed', async () => {
    const html = await htmlOf(staffPage(PARTS));
    expect(namesOf(html)).toEqual({ title: 'Staff – Key Desk', heading: 'Staff', tab: 'Staff' });
    expect(textOf(html)).toContain('1 of 3 may; with fewer than two, the dealer gets no pass-codes.');
    const members = [...html.matchAll(/<p class="member">(.*?)<\/p>/g)].map(([, member = '']) => textOf(member));
    expect(members).toEqual([
      'Tara <T> tara Technician',
      'Mona Manager mona Service Manager may approve',
      'Nia New nia Technician one-time password until 2019-07-04 08:00 UTC',
    ]);
    expect(linksOf(html)).toEqual([
      ['Change Tara <T>', '/dealer/staff/tara'],
      ['Change Mona Manager', '/dealer/staff/mona'],
      ['Change Nia New', '/dealer/staff/nia'],
    ]);
  });

  it('names no end of a first password that is still being stored', async () => {
    const html = await htmlOf(
      staffPage({ ...PARTS, staff: STAFF.map((member) => ({ ...member, oneTimePasswordTillMs: null })) }),
    );
    expect(html).toContain('<span class="badge open">one-time password</span>');
  });

  it('DLR-1: has the form that enrols somebody, with every job title', async () => {
    const html = await htmlOf(staffPage(PARTS));
    expect(controlsOf(html).map(({ label, name, type, description }) => [label, name, type, description])).toEqual([
      [
        ...['Staff ID', 'staffId', 'text'],
        'For signing in: 2 to 32 lowercase letters, digits, dots and hyphens, starting with a letter',
      ],
      ['Name', 'name', 'text', 'As it appears on requests and reports'],
      ['Job title', 'title', 'select', 'A star marks titles that may approve.'],
    ]);
    expect(formsOf(html)).toEqual([{ action: '/dealer/staff', hidden: { csrf: 'csrf of gwen', submissionId: 'one' } }]);
    expect(buttonsOf(html)).toEqual(['Enrol (enrol)']);
    const options = [...html.matchAll(/<option value="([^"]*)"[^>]*>(.*?)<\/option>/g)].map(([, ...option]) => option);
    expect(options).toEqual([
      ['', 'Choose …'],
      ['Service Manager', 'Service Manager ★'],
      ['Technician', 'Technician'],
    ]);
  });

  it('comes back with what was typed and chosen, and the errors in the form’s order', async () => {
    const form = formWith({ staffId: '9', title: 'Technician' }, { name: 'Enter the name.', staffId: 'Another ID.' });
    const html = await htmlOf(staffPage({ ...PARTS, form }));
    expect(summaryOf(html).links).toEqual([
      ['Another ID.', '#field-staffId'],
      ['Enter the name.', '#field-name'],
    ]);
    expect(controlOf(html, 'staffId')).toMatchObject({ value: '9', isInvalid: true });
    expect(html).toMatch(/<option value="Technician" selected>/);
    expect(Object.keys(STAFF_LABELS)).toEqual(['staffId', 'name', 'title']);
  });
});

it('a member has a page under the staff ID, whatever characters it has', () => {
  expect(STAFF_PATH).toBe('/dealer/staff');
  expect(memberPath('tara.t')).toBe('/dealer/staff/tara.t');
  expect(memberPath('a/b ?')).toBe('/dealer/staff/a%2Fb%20%3F');
});

it('DLR-1: a star marks the titles that may approve', () => {
  expect(titleOptions(TITLES)).toEqual([
    { value: 'Service Manager', text: 'Service Manager ★' },
    { value: 'Technician', text: 'Technician' },
  ]);
});
