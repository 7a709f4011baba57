import { describe, expect, it } from 'vitest';
import { namesOf, summaryOf, textOf } from '../read-page.ts';
import { deskForEachTest, fieldsWithErrors, valueOf, Visitor } from '../visitor.ts';

const desk = deskForEachTest();

async function administrator(path: string): Promise<Visitor> {
  const { gwen } = desk();
  await gwen.signIn('gwen');
  await gwen.get(path);
  return gwen;
}

/** The password on a result's page. */
async function shownPassword(gwen: Visitor, path: string | null): Promise<string> {
  return /<strong id="pass-code">([^<]*)</.exec((await gwen.get(path ?? '')).text)?.[1] ?? 'none';
}

describe('enrolling', () => {
  it('DLR-1: gives a one-time password that is good for signing in', async () => {
    const gwen = await administrator('/dealer/staff');
    const form = { staffId: 'nia', name: 'Nia New', title: 'Team Leader', intent: 'enrol' };
    const sent = await gwen.post('/dealer/staff', form);
    expect([sent.status, sent.location]).toEqual([303, expect.stringMatching(/^\/dealer\/results\/[0-9a-f]{32}$/)]);
    const password = await shownPassword(gwen, sent.location);
    const nia = new Visitor(desk().dealer);
    await nia.get('/dealer/sign-in');
    expect((await nia.post('/dealer/sign-in', { account: 'nia', password })).location).toBe(
      '/dealer/password?next=%2Fdealer',
    );
    expect(textOf((await gwen.get('/dealer/staff')).text)).toContain('Nia New nia Team Leader may approve one-time');
  });

  it('names every field that is wrong, and keeps what was typed', async () => {
    const gwen = await administrator('/dealer/staff');
    const wrong = await gwen.post('/dealer/staff', { staffId: '', name: '<i>Nia</i>', title: '', intent: 'enrol' });
    expect([wrong.status, fieldsWithErrors(wrong.text)]).toEqual([422, ['staffId', 'title']]);
    expect(valueOf(wrong.text, 'name')).toBe('<i>Nia</i>');
  });

  it('DLR-1: refuses an ID that somebody has, at its field', async () => {
    const gwen = await administrator('/dealer/staff');
    const taken = await gwen.post('/dealer/staff', {
      staffId: 'tom',
      name: 'Tom',
      title: 'Technician',
      intent: 'enrol',
    });
    expect([taken.status, fieldsWithErrors(taken.text)]).toEqual([422, ['staffId']]);
  });

  it('sent twice enrols once, and leads to the same password', async () => {
    const gwen = await administrator('/dealer/staff');
    const fields = { ...gwen.hiddenFields(), staffId: 'nia', name: 'Nia', title: 'Technician', intent: 'enrol' };
    const [first, second] = await Promise.all([gwen.send('/dealer/staff', fields), gwen.send('/dealer/staff', fields)]);
    expect([first.status, second.location]).toEqual([303, first.location]);
  });
});

describe('a member', () => {
  it('DLR-1: gets another title, at once', async () => {
    const gwen = await administrator('/dealer/staff/tom');
    const seen = await gwen.post('/dealer/staff/tom', { title: 'Shop Foreman', intent: 'change-title' });
    expect([seen.status, seen.location]).toEqual([303, '/dealer/staff?done=title-changed']);
    const list = await gwen.get(seen.location ?? '');
    expect(list.text).toContain('The job title has been changed.');
    expect(textOf(list.text)).toContain('Tom Technician tom Shop Foreman may approve');
  });

  it('DLR-1: needs a title that is chosen', async () => {
    const gwen = await administrator('/dealer/staff/tom');
    const seen = await gwen.post('/dealer/staff/tom', { title: '', intent: 'change-title' });
    expect([seen.status, summaryOf(seen.text).links]).toEqual([422, [['Choose a job title.', '#field-title']]]);
  });

  it('DLR-8: gets a one-time password in place of the old one', async () => {
    const gwen = await administrator('/dealer/staff/tara');
    const { tara } = desk();
    await tara.signIn('tara');
    const password = await shownPassword(
      gwen,
      (await gwen.post('/dealer/staff/tara', { intent: 'reset-password' })).location,
    );
    expect((await tara.get('/dealer')).location).toBe('/dealer/sign-in');
    await tara.get('/dealer/sign-in');
    expect((await tara.post('/dealer/sign-in', { account: 'tara', password: 'demo-tara' })).status).toBe(401);
    expect((await tara.post('/dealer/sign-in', { account: 'tara', password })).status).toBe(303);
  });

  it('DLR-1: is removed only with the box ticked', async () => {
    const gwen = await administrator('/dealer/staff/tom');
    const unsure = await gwen.post('/dealer/staff/tom', { intent: 'remove' });
    expect([unsure.status, summaryOf(unsure.text).links]).toEqual([
      422,
      [['Tick this box to remove the account.', '#field-sure-yes']],
    ]);
    const removed = await gwen.post('/dealer/staff/tom', { sure: 'yes', intent: 'remove' });
    expect(removed.location).toBe('/dealer/staff?done=removed');
    expect((await gwen.get('/dealer/staff')).text).not.toContain('/dealer/staff/tom');
    const gone = await gwen.get('/dealer/staff/tom');
    expect([gone.status, namesOf(gone.text).heading]).toEqual([404, 'Staff member not found']);
  });

  it.each([
    ['change-title', { title: 'Technician' }],
    ['reset-password', {}],
    ['remove', { sure: 'yes' }],
  ])('DLR-1: is not oneself: %s', async (intent, typed) => {
    const gwen = await administrator('/dealer/staff/gwen');
    expect(gwen.hiddenFields()['submissionId']).toBeUndefined();
    await gwen.get('/dealer/staff');
    const { csrf = [] } = gwen.hiddenFields();
    const seen = await gwen.send('/dealer/staff/gwen', { csrf, intent, ...typed });
    expect(seen.status).toBe(422);
    expect((await gwen.get('/dealer/staff')).status).toBe(200);
  });
});

describe.each(['/dealer/staff', '/dealer/staff/tom'])('%s', (path) => {
  it('DLR-1: is for an administrator who is signed in', async () => {
    const { tara, mona, gwen } = desk();
    expect((await gwen.get(path)).location).toBe(`/dealer/sign-in?${new URLSearchParams({ next: path }).toString()}`);
    await tara.signIn('tara');
    await mona.signIn('mona');
    for (const visitor of [tara, mona]) {
      const seen = await visitor.get(path);
      expect([seen.status, namesOf(seen.text).heading]).toEqual([403, 'Not permitted for your job title']);
    }
    expect((await mona.get('/dealer')).text).not.toContain('/dealer/staff');
  });

  it('changes nothing without the token of its page', async () => {
    const gwen = await administrator(path);
    const form = { staffId: 'nia', name: 'Nia', title: 'Technician', sure: 'yes', intent: 'remove' };
    const seen = await gwen.send(path, form);
    expect(seen.status).toBe(403);
    const list = (await gwen.get('/dealer/staff')).text;
    expect([list.includes('/dealer/staff/tom'), list.includes('/dealer/staff/nia')]).toEqual([true, false]);
  });
});
