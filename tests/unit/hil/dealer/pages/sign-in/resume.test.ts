import { describe, expect, it } from 'vitest';
import { matchPath } from '../../../../../../hil/dealer/pages/kit/form-page.ts';
import { FORM_PAGES } from '../../../../../../hil/dealer/pages/form-pages.ts';
import { formPageOf, passwordPathFor } from '../../../../../../hil/dealer/pages/sign-in/resume.ts';
import { deskForEachTest, type Seen, unescaped, Visitor } from '../visitor.ts';

const VIN = '4T1BZ1FB4KU999999';
/** What may stand in a text field, and would do harm where it is not escaped. */
const ODD = '<b>"Ö\'Doe" &amp;</b>';
const BOXES = ['authority', 'identity', 'ownership', 'terms'];
const APPROVAL = ['documents-reviewed', 'repair-order-open', 'responsibility'];

interface FormCase {
  readonly form: string;
  /** Who sends it; the demo's password is `demo-` and the account. */
  readonly account: 'tara' | 'mona' | 'gwen';
  readonly tab: 'reset' | 'keys' | null;
  /** With the number of a request in place of NUMBER. */
  readonly path: string;
  /** Text fields, as they come back. */
  readonly texts: Readonly<Record<string, string>>;
  /** Boxes and choices that come back ticked. */
  readonly ticks: readonly string[];
  /** Fields and button, besides. */
  readonly rest: Readonly<Record<string, string | readonly string[]>>;
}

const KEY_TEXTS = {
  vin: VIN,
  repairOrder: '77',
  customerLastName: ODD,
  data1: '05A17C0D001',
  data2: 'ABC',
  data3: 'x',
};
const CASES: readonly FormCase[] = [
  {
    ...{ form: 'request, first step', account: 'tara', tab: 'reset', path: '/dealer/reset' },
    texts: { vin: VIN, repairOrder: '12', customerLastName: ODD },
    ticks: BOXES.slice(1),
    rest: { tickedPolicies: BOXES.slice(1), intent: 'next' },
  },
  {
    ...{ form: 'request, choice of managers', account: 'tara', tab: 'reset', path: '/dealer/reset' },
    texts: {},
    ticks: ['mona', 'paul'],
    rest: {
      ...{ vin: VIN, repairOrder: '12', customerLastName: 'Doe', tickedPolicies: BOXES, step: 'managers' },
      ...{ managerIds: ['mona', 'paul'], intent: 'submit' },
    },
  },
  {
    ...{ form: 'approval', account: 'mona', tab: null, path: '/dealer/requests/NUMBER', texts: {} },
    ticks: APPROVAL.slice(0, 2),
    rest: { tickedPolicies: APPROVAL.slice(0, 2), intent: 'approve' },
  },
  {
    ...{ form: 'reset pass-code', account: 'tara', tab: 'reset', path: '/dealer/requests/NUMBER/pass-code' },
    texts: { toolVersion: '13.10.019', seedNumber: '0001A1B2C3D4E5' },
    ...{ ticks: [], rest: {} },
  },
  {
    ...{ form: 'close the repair', account: 'tara', tab: null, path: '/dealer/requests/NUMBER/close' },
    ...{ texts: {}, ticks: [], rest: {} },
  },
  {
    ...{ form: 'key pass-code', account: 'tara', tab: 'keys', path: '/dealer/keys' },
    texts: { ...KEY_TEXTS, toolVersion: '13.10.019' },
    ...{ ticks: [], rest: {} },
  },
  {
    ...{ form: 'enrolment', account: 'gwen', tab: null, path: '/dealer/staff' },
    texts: { staffId: 'nora', name: ODD },
    ...{ ticks: [], rest: { title: 'Technician' } },
  },
  {
    ...{ form: 'member of the staff', account: 'gwen', tab: null, path: '/dealer/staff/tara', texts: {} },
    ticks: ['yes'],
    rest: { title: 'Technician', sure: 'yes', intent: 'remove' },
  },
];

/** What prevents saving a form that was open for a while. */
const INTERRUPTIONS = ['the session has ended', 'the session has ended, and the password was for one time'] as const;

const desk = deskForEachTest();

/** A request of Tara's, approved by Mona where a pass-code is to be had. */
async function requestNumber(isApproved: boolean): Promise<string> {
  const path = isApproved ? await desk().approvedRequest() : await desk().request();
  return path.split('/').at(-1) ?? '';
}

/** The password that a page shows, once, after its form. */
async function shownPassword(administrator: Visitor, { location }: Seen): Promise<string> {
  const shown = await administrator.get(location ?? '');
  return /<strong id="pass-code">([^<]*)</.exec(shown.text)?.[1] ?? 'none shown';
}

/** Somebody who may give anybody a one-time password, Gwen too. */
async function newPrincipal(): Promise<Visitor> {
  const [gwen, dora] = [new Visitor(desk().dealer), new Visitor(desk().dealer)];
  await gwen.signIn('gwen');
  await gwen.get('/dealer/staff');
  const enrolled = await gwen.post('/dealer/staff', { staffId: 'dora', name: 'Dora', title: 'Dealer Principal' });
  const password = await shownPassword(gwen, enrolled);
  await dora.get('/dealer/sign-in');
  await dora.get((await dora.post('/dealer/sign-in', { account: 'dora', password })).location ?? '');
  const newPassword = 'a roof and four walls';
  await dora.post('/dealer/password', { password, newPassword, newPasswordAgain: newPassword });
  return dora;
}

async function oneTimePassword(account: string): Promise<string> {
  const principal = await newPrincipal();
  await principal.get(`/dealer/staff/${account}`);
  return shownPassword(principal, await principal.post(`/dealer/staff/${account}`, { intent: 'reset-password' }));
}

/** Whatever is asked for before the form comes back: password, new password, password again. */
async function getPast(visitor: Visitor, seen: Seen, { account, tab }: FormCase, password: string): Promise<Seen> {
  // Where nothing can be typed nothing is carried along, and pages lead to each other by redirection.
  const sent = async (path: string, typed: Readonly<Record<string, string>>): Promise<Seen> => {
    const answer = await visitor.post(path, typed);
    return answer.status === 303 ? visitor.get(answer.location ?? '') : answer;
  };
  let last = seen;
  let current = password;
  const asksFor = (path: string): boolean => last.text.includes(`action="${path}"`);
  if (asksFor('/dealer/sign-in')) last = await sent('/dealer/sign-in', { account, password });
  if (asksFor('/dealer/password')) {
    current = 'four walls and a roof';
    const wrong = { password, newPassword: current, newPasswordAgain: 'another' };
    await sent('/dealer/password', wrong);
    last = await sent('/dealer/password', { ...wrong, newPasswordAgain: current });
  }
  const again = `/dealer/${tab ?? 'none'}/password`;
  if (asksFor(again)) last = await sent(again, { password: current });
  return last;
}

describe('a form that comes too late', () => {
  it('is in this table, whichever page it is on', () => {
    for (const { path } of FORM_PAGES) {
      expect(
        CASES.some((one) => matchPath(path, one.path.replace('NUMBER', '19070100001')) !== null),
        path,
      ).toBe(true);
    }
  });

  describe.each(CASES)('$form', (one) => {
    it.each(INTERRUPTIONS)('DLR-8 loses nothing that was typed when %s', async (interruption) => {
      const path = one.path.includes('NUMBER')
        ? one.path.replace('NUMBER', await requestNumber(one.form !== 'approval'))
        : one.path;
      const visitor = new Visitor(desk().dealer);
      await visitor.signIn(one.account);
      if (one.tab !== null) await visitor.openTab(one.tab, one.account);
      await visitor.get(path);
      const hidden = visitor.hiddenFields();
      const isOneTime = interruption.endsWith('one time');
      const password = isOneTime ? await oneTimePassword(one.account) : `demo-${one.account}`;
      visitor.loseSession();
      const stopped = await visitor.send(path, { ...hidden, ...one.texts, ...one.rest });
      expect([stopped.status, stopped.text]).toEqual([401, expect.stringContaining('restore your entries')]);

      const back = await getPast(visitor, stopped, one, password);
      const isTyped = Object.keys(one.texts).length + one.ticks.length > 0;
      expect(back.status).toBe(200);
      expect(back.text.includes('Your entries have been restored. Nothing has been submitted yet')).toBe(isTyped);
      expect(back.text).toContain(`action="${path}"`);
      const values = [...back.text.matchAll(/\bname="([\w.]+)"[^>]*\svalue="([^"]*)"/g)];
      for (const [name, text] of Object.entries(one.texts)) {
        expect(
          values.filter((value) => value[1] === name).map((value) => unescaped(value[2] ?? '')),
          name,
        ).toEqual([text]);
      }
      const ticked = [...back.text.matchAll(/value="([\w-]+)"\s+checked/g)].map((match) => match[1]);
      expect(ticked).toEqual(one.ticks);
    });
  });
});

it('DLR-8: only a form’s own fields come back, whatever was sent along', async () => {
  const { tara } = desk();
  await tara.get('/dealer/sign-in');
  const kept = { 'kept.vin': VIN, 'kept.step': 'managers', 'kept.other': 'of nobody', next: '/dealer/reset' };
  await tara.send('/dealer/sign-in', { account: 'tara', password: 'demo-tara', ...kept });
  const { text } = await tara.post('/dealer/reset/password', { password: 'demo-tara' });
  expect(text).toContain('<h1>Immobilizer Reset: managers</h1>');
  expect(text).toContain(`name="vin" value="${VIN}"`);
  expect(text).not.toContain('of nobody');
});

describe('the page with a form', () => {
  it.each([
    ['/dealer/reset', '/dealer/reset'],
    ['/dealer/keys', '/dealer/keys'],
    ['/dealer/requests/19070100001', '/dealer/requests/:number'],
    ['/dealer/requests/19070100001/pass-code', '/dealer/requests/:number/pass-code'],
    ['/dealer/requests/19070100001/close', '/dealer/requests/:number/close'],
    ['/dealer/staff', '/dealer/staff'],
    ['/dealer/staff/tara.t', '/dealer/staff/:id'],
  ])('at %s is that of %s', (path, pattern) => {
    expect(formPageOf(path)?.path).toBe(pattern);
  });

  it.each(['/dealer', '/dealer/report', '/dealer/sign-in', '/dealer/keys/password', '/elsewhere', '/dealer/staff/%'])(
    'is not found at %s',
    (path) => {
      expect(formPageOf(path)).toBeNull();
    },
  );
});

it('DLR-8: a one-time password is changed on a page that goes on to what was wanted', () => {
  expect(passwordPathFor('/dealer/keys?data1=1&data2=2')).toBe(
    '/dealer/password?next=%2Fdealer%2Fkeys%3Fdata1%3D1%26data2%3D2',
  );
});
