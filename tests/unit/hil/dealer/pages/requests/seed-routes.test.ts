import { describe, expect, it } from 'vitest';
import { GOOD_SEED } from '../../../../../support/bad-fields.ts';
import { rowsOf, summaryOf } from '../read-page.ts';
import { deskForEachTest, fieldsWithErrors, valueOf } from '../visitor.ts';

const desk = deskForEachTest();

describe('the first pass-code of a reset', () => {
  it('DLR-6: is shown on a page of its own, with the code in no link', async () => {
    const { tara } = desk();
    const path = await desk().approvedRequest();
    await tara.get(`${path}/pass-code`);
    const sent = await tara.post(`${path}/pass-code`, { ...GOOD_SEED, intent: 'next' });
    expect([sent.status, sent.location]).toEqual([303, expect.stringMatching(/^\/dealer\/results\/[0-9a-f]{32}$/)]);
    expect((await tara.get(sent.location ?? '')).text).toContain('<strong id="pass-code">294211</strong>');
  });

  it('DLR-6: is the same for the same form, and another for another seed number', async () => {
    const { tara, gwen } = desk();
    const path = await desk().approvedRequest();
    await tara.get(`${path}/pass-code`);
    const fields = { ...tara.hiddenFields(), ...GOOD_SEED, intent: 'next' };
    const first = await tara.send(`${path}/pass-code`, fields);
    expect((await tara.send(`${path}/pass-code`, fields)).location).toBe(first.location);
    const other = await tara.send(`${path}/pass-code`, { ...fields, seedNumber: '00020000000000ff ' });
    expect(other.location).not.toBe(first.location);
    const { text } = await tara.get(other.location ?? '');
    expect(text).toContain('<strong id="pass-code">030332</strong>');
    expect(text).toContain('<dd><code>00020000000000FF</code></dd>');
    await gwen.signIn('gwen');
    const kinds = rowsOf((await gwen.get('/dealer/report')).text).map(([, kind]) => kind);
    expect(kinds.filter((kind) => kind === 'Reset pass-code')).toHaveLength(2);
  });

  it('has version and seed number filled in by the scan tool', async () => {
    const { tara } = desk();
    const path = await desk().approvedRequest();
    const query = new URLSearchParams({ ...GOOD_SEED, vin: 'x' }).toString();
    const page = await tara.get(`${path}/pass-code?${query}&done=request-exists`);
    expect(valueOf(page.text, 'seedNumber')).toBe('00010123456789AB');
    expect(valueOf(page.text, 'toolVersion')).toBe('13.10.019');
    expect(page.text).toContain('A request for this vehicle already exists: continue with it here.');
  });

  it('DLR-6: is not given for fields that are wrong, which are named', async () => {
    const { tara } = desk();
    const path = await desk().approvedRequest();
    await tara.get(`${path}/pass-code`);
    const seen = await tara.post(`${path}/pass-code`, { toolVersion: '13.10.018', seedNumber: '0001', intent: 'next' });
    expect([seen.status, fieldsWithErrors(seen.text)]).toEqual([422, ['toolVersion', 'seedNumber']]);
    expect(valueOf(seen.text, 'seedNumber')).toBe('0001');
  });

  it('DLR-6: does not come from a request that is still open: its page says so', async () => {
    const { tara } = desk();
    const path = await desk().request();
    expect((await tara.get(`${path}/pass-code`)).location).toBe(path);
  });

  it('DLR-5: does not come once the repair is closed', async () => {
    const { tara } = desk();
    const path = await desk().approvedRequest();
    await tara.get(`${path}/close`);
    await tara.post(`${path}/close`, {});
    await tara.get('/dealer/reset');
    const { csrf = [] } = tara.hiddenFields();
    const seen = await tara.send(`${path}/pass-code`, { csrf, ...GOOD_SEED, intent: 'next' });
    expect(seen.status).toBe(409);
    expect(summaryOf(seen.text).text).toContain('is closed');
    expect(seen.text).not.toContain('id="pass-code"');
  });

  it('DLR-8: wants a session, the open tab, and the token of its page', async () => {
    const { tara, mona } = desk();
    const path = `${await desk().approvedRequest()}/pass-code`;
    expect((await mona.get(path)).text).toContain('action="/dealer/reset/password"');
    const seen = await tara.send(path, { ...GOOD_SEED, intent: 'next' });
    expect([seen.status, seen.location]).toEqual([403, null]);
    tara.loseSession();
    expect((await tara.get(path)).location).toBe(`/dealer/sign-in?${new URLSearchParams({ next: path }).toString()}`);
  });
});
