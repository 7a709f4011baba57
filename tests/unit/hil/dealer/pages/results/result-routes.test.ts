import { describe, expect, it } from 'vitest';
import { GOOD_KEYS, GOOD_SEED } from '../../../../../support/bad-fields.ts';
import { namesOf } from '../read-page.ts';
import { deskForEachTest, Visitor } from '../visitor.ts';

const desk = deskForEachTest();

/** Tara gets a pass-code for keys. @returns the page it is shown on */
async function keyResult(): Promise<string> {
  const { tara } = desk();
  await tara.signIn('tara');
  await tara.openTab('keys', 'tara');
  return (await tara.post('/dealer/keys', { ...GOOD_KEYS, intent: 'submit' })).location ?? '';
}

describe('the page of a result', () => {
  it('DLR-7: shows a pass-code for keys, again after a reload', async () => {
    const path = await keyResult();
    for (const seen of [await desk().tara.get(path), await desk().tara.get(path)]) {
      expect([seen.status, namesOf(seen.text).heading]).toEqual([200, 'Add/Remove Key: pass-code']);
      expect(seen.text).toContain('<strong id="pass-code">E6B810B8E679</strong>');
    }
  });

  it('DLR-6: shows a pass-code of a reset with its request', async () => {
    const { tara } = desk();
    const request = await desk().approvedRequest();
    await tara.get(`${request}/pass-code`);
    const sent = await tara.post(`${request}/pass-code`, { ...GOOD_SEED, intent: 'next' });
    const { text } = await tara.get(sent.location ?? '');
    expect(namesOf(text).heading).toBe('Immobilizer Reset: pass-code');
    expect(text).toContain(`<a href="${request}">open the request again</a>`);
  });

  it('DLR-8: shows a one-time password', async () => {
    const { gwen } = desk();
    await gwen.signIn('gwen');
    await gwen.get('/dealer/staff/tom');
    const sent = await gwen.post('/dealer/staff/tom', { intent: 'reset-password' });
    const { text } = await gwen.get(sent.location ?? '');
    expect(namesOf(text).heading).toBe('One-time password');
    expect(text).toMatch(/<strong id="pass-code">(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}<\/strong>/);
  });

  it('is shown to the session that asked, and to no other, not even of the same person', async () => {
    const path = await keyResult();
    const elsewhere = new Visitor(desk().dealer);
    await elsewhere.signIn('tara');
    const seen = await elsewhere.get(path);
    expect([seen.status, seen.location, seen.text]).toEqual([303, '/dealer?done=gone', '']);
    const home = await elsewhere.get('/dealer?done=gone');
    expect(home.text).toContain('That page is shown only once and is no longer available.');
  });

  it('redirects to the home page if the result is unknown; signed out, to the sign-in page', async () => {
    const { tara } = desk();
    const path = `/dealer/results/${'0'.repeat(32)}`;
    expect((await tara.get(path)).location).toBe(`/dealer/sign-in?${new URLSearchParams({ next: path }).toString()}`);
    await tara.signIn('tara');
    expect((await tara.get(path)).location).toBe('/dealer?done=gone');
  });
});
