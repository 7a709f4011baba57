import { describe, expect, it } from 'vitest';
import { APPROVAL, GOOD_REQUEST } from '../../../../../support/bad-fields.ts';
import { linksOf, namesOf, summaryOf } from '../read-page.ts';
import { deskForEachTest, fieldsWithErrors, Visitor } from '../visitor.ts';

const desk = deskForEachTest();

describe('the page of a request', () => {
  it('DLR-4: asks one of its managers to approve, and shows everybody else of the dealer its state', async () => {
    const { tara, mona, gwen } = desk();
    const path = await desk().request();
    await mona.signIn('mona');
    await gwen.signIn('gwen');
    expect(namesOf((await mona.get(path)).text).heading).toMatch(/^Approve Request \d{11}\?$/);
    for (const visitor of [tara, gwen]) {
      const { text } = await visitor.get(path);
      expect(namesOf(text).heading).toMatch(/^Immobilizer Reset Request \d{11}$/);
      expect(text).not.toContain('value="approve"');
    }
  });

  it('passes on to the pass-code’s page what the scan tool sent along, but not the notice', async () => {
    const { tara } = desk();
    const path = await desk().approvedRequest();
    const { text } = await tara.get(`${path}?seedNumber=00AB&done=requested`);
    expect(linksOf(text)[0]).toEqual(['Immobilizer Reset', `${path}/pass-code?seedNumber=00AB`]);
  });

  it('DLR-4: says that the request has been sent only while it waits', async () => {
    const { tara, mona } = desk();
    const sent = 'The request has been sent to the managers you chose.';
    const path = await desk().request();
    expect((await tara.get(`${path}?done=requested`)).text).toContain(sent);
    await mona.signIn('mona');
    await mona.get(path);
    await mona.post(path, { ...APPROVAL, intent: 'approve' });
    expect((await tara.get(`${path}?done=requested`)).text).not.toContain(sent);
  });

  it.each([
    ['closed', 'This request issues no more pass-codes.'],
    ['declined', 'You declined the request.'],
    ['request-exists', 'A request for this vehicle already exists'],
  ])('DLR-5: of a repair that is closed has the notice %s only if it is true', async (notice, text) => {
    const { tara } = desk();
    const path = await desk().approvedRequest();
    await tara.get(`${path}/close`);
    const seen = await tara.post(`${path}/close`, {});
    expect(seen.location).toBe(`${path}?done=closed`);
    expect((await tara.get(`${path}?done=${notice}`)).text.includes(text)).toBe(notice === 'closed');
  });

  it.each(['', '/close', '/pass-code'])('is not found for an unknown request: …%s', async (tail) => {
    const { tara } = desk();
    await tara.signIn('tara');
    await tara.openTab('reset', 'tara');
    const seen = await tara.get(`/dealer/requests/19070199999${tail}`);
    expect([seen.status, namesOf(seen.text).heading]).toEqual([404, 'Request not found']);
  });

  it('is for those who are signed in, and comes afterwards', async () => {
    const seen = await desk().mona.get('/dealer/requests/19070100001');
    expect([seen.status, seen.location]).toEqual([303, '/dealer/sign-in?next=%2Fdealer%2Frequests%2F19070100001']);
  });
});

describe('approving and declining', () => {
  it('are answered 404 for an unknown request', async () => {
    const { tara } = desk();
    await tara.signIn('tara');
    await tara.get('/dealer/requests/19070199999');
    const { csrf = [] } = tara.hiddenFields();
    for (const sent of [{ ...APPROVAL, intent: 'approve' }, { intent: 'approve' }, { intent: 'decline' }]) {
      const seen = await tara.send('/dealer/requests/19070199999', { csrf, ...sent });
      expect([seen.status, namesOf(seen.text).heading]).toEqual([404, 'Request not found']);
    }
  });

  it('DLR-4: an approval leads home, and says so', async () => {
    const { mona } = desk();
    const path = await desk().request();
    await mona.signIn('mona');
    await mona.get(path);
    const seen = await mona.post(path, { ...APPROVAL, intent: 'approve' });
    expect([seen.status, seen.location]).toEqual([303, '/dealer?done=approved']);
    expect((await desk().tara.get('/dealer')).text).toContain('<span class="badge approved">Approved</span>');
  });

  it('DLR-4: without ticks is not approved, and each box says so', async () => {
    const { mona } = desk();
    const path = await desk().request();
    await mona.signIn('mona');
    await mona.get(path);
    const seen = await mona.post(path, { intent: 'approve' });
    expect([seen.status, fieldsWithErrors(seen.text)]).toEqual([
      422,
      ['tickedPolicies-documents-reviewed', 'tickedPolicies-repair-order-open', 'tickedPolicies-responsibility'],
    ]);
  });

  it('DLR-4: a request that one manager has declined is settled for the other', async () => {
    const { tara, mona, dealer } = desk();
    const path = await desk().request();
    const paul = new Visitor(dealer);
    await mona.signIn('mona');
    await paul.signIn('paul');
    await mona.get(path);
    await paul.get(path);
    expect((await mona.post(path, { intent: 'decline' })).location).toBe('/dealer?done=declined');
    const late = await paul.post(path, { ...APPROVAL, intent: 'approve' });
    expect(late.status).toBe(409);
    expect(summaryOf(late.text).text).toContain('settled by Mona Manager');
    expect((await tara.get('/dealer')).text).toContain('<span class="badge declined">Declined</span>');
  });

  it('DLR-4: sent twice is done once, and leads home twice', async () => {
    const { mona } = desk();
    const path = await desk().request();
    await mona.signIn('mona');
    await mona.get(path);
    const fields = { ...mona.hiddenFields(), ...APPROVAL, intent: 'approve' };
    const seen = [await mona.send(path, fields), await mona.send(path, fields)];
    expect(seen.map(({ location }) => location)).toEqual(['/dealer?done=approved', '/dealer?done=approved']);
  });

  it('DLR-4: nobody approves their own', async () => {
    const { mona } = desk();
    await mona.signIn('mona');
    await mona.openTab('reset', 'mona');
    const managers = await mona.post('/dealer/reset', { ...GOOD_REQUEST, intent: 'next' });
    expect(managers.text).not.toContain('value="mona"');
    const sent = await mona.post('/dealer/reset', { managerIds: ['paul', 'fred'], intent: 'submit' });
    const path = sent.location?.split('?', 1)[0] ?? '';
    const own = await mona.get(path);
    expect(own.text).not.toContain('value="approve"');
    const { csrf = [] } = mona.hiddenFields();
    expect((await mona.send(path, { csrf, ...APPROVAL, intent: 'approve' })).status).toBe(403);
  });

  it('wants the token of the page, and keeps the ticks without it', async () => {
    const { mona } = desk();
    const path = await desk().request();
    await mona.signIn('mona');
    const seen = await mona.send(path, { ...APPROVAL, intent: 'approve' });
    expect(seen.status).toBe(403);
    expect(summaryOf(seen.text).text).toContain('was not processed');
    expect(seen.text.match(/value="[\w-]+"\s+checked/g)).toHaveLength(3);
    expect((await desk().tara.get('/dealer')).text).toContain('Waiting for approval');
  });
});

describe('closing a repair', () => {
  it('DLR-5: asks once more, ends the approval, and leads to the request', async () => {
    const { tara } = desk();
    const path = await desk().approvedRequest();
    expect(namesOf((await tara.get(`${path}/close`)).text).heading).toBe('Close the repair');
    const seen = await tara.post(`${path}/close`, {});
    expect([seen.status, seen.location]).toEqual([303, `${path}?done=closed`]);
    expect((await tara.get(seen.location ?? '')).text).toContain('Done. This request issues no more pass-codes.');
  });

  it('DLR-5: withdraws a request that is open', async () => {
    const { tara, mona } = desk();
    const path = await desk().request();
    expect(namesOf((await tara.get(`${path}/close`)).text).heading).toBe('Withdraw the request');
    await tara.post(`${path}/close`, {});
    await mona.signIn('mona');
    expect((await mona.get('/dealer')).text).toContain('No requests to approve.');
  });

  it('DLR-5: that is closed already leads to the request, and is refused where it is sent all the same', async () => {
    const { tara } = desk();
    const path = await desk().request();
    await tara.get(`${path}/close`);
    const { csrf = [] } = tara.hiddenFields();
    await tara.post(`${path}/close`, {});
    expect((await tara.get(`${path}/close`)).location).toBe(path);
    const again = await tara.send(`${path}/close`, { csrf });
    expect(again.status).toBe(409);
    expect(summaryOf(again.text).text).toContain('is closed');
  });

  it('wants the token of its page', async () => {
    const { tara } = desk();
    const path = await desk().request();
    expect((await tara.send(`${path}/close`, {})).status).toBe(403);
    expect((await tara.get('/dealer')).text).toContain('Waiting for approval');
  });
});
