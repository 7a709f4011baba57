import { describe, expect, it } from 'vitest';
import { GOOD_KEYS } from '../../../../../support/bad-fields.ts';
import { detailsOf, rowsOf, summaryOf } from '../read-page.ts';
import { deskForEachTest, fieldsWithErrors, valueOf, type Visitor } from '../visitor.ts';

const PATH = '/dealer/keys';
const desk = deskForEachTest();

async function atForm(): Promise<Visitor> {
  const { tara } = desk();
  await tara.signIn('tara');
  await tara.openTab('keys', 'tara');
  return tara;
}

describe('a pass-code for keys', () => {
  it('DLR-7: needs no request, and is shown on a page of its own with what it is for', async () => {
    const tara = await atForm();
    const sent = await tara.post(PATH, { ...GOOD_KEYS, vin: ` ${GOOD_KEYS.vin.toLowerCase()}`, repairOrder: ' 77 ' });
    expect([sent.status, sent.location]).toEqual([303, expect.stringMatching(/^\/dealer\/results\/[0-9a-f]{32}$/)]);
    const { text } = await tara.get(sent.location ?? '');
    expect(text).toContain('<strong id="pass-code">E6B810B8E679</strong>');
    expect(text).toContain('<dd>77</dd>');
    expect(detailsOf(text)).toMatchObject({
      VIN: '4T1BZ1FB4KU999999',
      'Repair order / parts invoice number': '77',
      'Customer last name': 'Example',
      Dealer: 'Example Motors (99001)',
    });
  });

  it('DLR-9: asked for twice with one form is one transaction', async () => {
    const tara = await atForm();
    const { gwen } = desk();
    const fields = { ...tara.hiddenFields(), ...GOOD_KEYS, intent: 'submit' };
    const seen = await Promise.all([tara.send(PATH, fields), tara.send(PATH, fields)]);
    expect(seen[1].location).toBe(seen[0].location);
    await gwen.signIn('gwen');
    expect(rowsOf((await gwen.get('/dealer/report')).text).map(([, kind]) => kind)).toEqual(['Add/remove pass-code']);
  });

  it('has the fields filled in that the scan tool sent, and no others', async () => {
    const tara = await atForm();
    const { text } = await tara.get(`${PATH}?data1=5A17C0D0002&data1CheckDigit=B&csrf=x`);
    expect(valueOf(text, 'data1')).toBe('5A17C0D0002');
    expect(valueOf(text, 'data1CheckDigit')).toBe('B');
    expect(text).not.toContain('value="x"');
  });

  it('DLR-10: is not given for fields that are wrong: all are named at once, and keep what was typed', async () => {
    const tara = await atForm();
    const typed = { ...GOOD_KEYS, data1: '5A17C0D0003', data3: '', customerLastName: '', intent: 'submit' };
    const seen = await tara.post(PATH, typed);
    expect([seen.status, fieldsWithErrors(seen.text)]).toEqual([422, ['customerLastName', 'data1', 'data3']]);
    expect(valueOf(seen.text, 'data1')).toBe('5A17C0D0003');
  });

  it('DLR-2: is refused to a dealer that has too few managers, with the status of that', async () => {
    const tara = await atForm();
    const { gwen } = desk();
    await gwen.signIn('gwen');
    for (const id of ['mona', 'paul', 'fred']) {
      await gwen.get(`/dealer/staff/${id}`);
      await gwen.post(`/dealer/staff/${id}`, { title: 'Technician', intent: 'change-title' });
    }
    const seen = await tara.post(PATH, { ...GOOD_KEYS, intent: 'submit' });
    expect(seen.status).toBe(409);
    expect(summaryOf(seen.text).text).toBe(
      'Dealer 99001 has 1 enrolled manager; pass-codes need 2. Enrol managers with a job title that may approve.',
    );
    expect(valueOf(seen.text, 'vin')).toBe(GOOD_KEYS.vin);
  });

  it('DLR-8: wants a session, the open tab, and the token of its page', async () => {
    const { tara } = desk();
    expect((await tara.get(PATH)).location).toBe('/dealer/sign-in?next=%2Fdealer%2Fkeys');
    await tara.signIn('tara');
    expect((await tara.get(PATH)).text).toContain('action="/dealer/keys/password"');
    await tara.openTab('keys', 'tara');
    const seen = await tara.send(PATH, { ...GOOD_KEYS, intent: 'submit' });
    expect([seen.status, seen.location]).toEqual([403, null]);
    expect(valueOf(seen.text, 'vin')).toBe(GOOD_KEYS.vin);
  });
});
