import { describe, expect, it } from 'vitest';
import { GOOD_REQUEST, GOOD_SEED } from '../../../../../support/bad-fields.ts';
import { boxesOf, controlOf, namesOf, summaryOf } from '../read-page.ts';
import { deskForEachTest, fieldsWithErrors, valueOf, type Visitor } from '../visitor.ts';

const PATH = '/dealer/reset';
const desk = deskForEachTest();

async function atForm(): Promise<Visitor> {
  const { tara } = desk();
  await tara.signIn('tara');
  await tara.openTab('reset', 'tara');
  return tara;
}

describe('a request for a reset', () => {
  it('DLR-3: goes in two steps to the managers chosen, and leads to its page', async () => {
    const tara = await atForm();
    const managers = await tara.post(PATH, { ...GOOD_REQUEST, intent: 'next' });
    expect([managers.status, namesOf(managers.text).heading]).toEqual([200, 'Immobilizer Reset: managers']);
    expect(boxesOf(managers.text, 'managerIds').map(([id]) => id)).toEqual(['mona', 'paul', 'gwen', 'fred']);
    const sent = await tara.post(PATH, { managerIds: ['mona', 'paul'], intent: 'submit' });
    expect([sent.status, sent.location]).toEqual([303, '/dealer/requests/19070100001?done=requested']);
  });

  it('DLR-3: with fields that are wrong goes on to no second step, and names each', async () => {
    const tara = await atForm();
    const tickedPolicies = ['authority', 'identity', 'ownership'];
    const seen = await tara.post(PATH, { ...GOOD_REQUEST, vin: 'x', repairOrder: '', tickedPolicies, intent: 'next' });
    expect([seen.status, fieldsWithErrors(seen.text)]).toEqual([422, ['vin', 'repairOrder', 'tickedPolicies-terms']]);
    expect(controlOf(seen.text, 'customerLastName')?.value).toBe('Example');
  });

  it('DLR-3: with one manager stays at the second step', async () => {
    const tara = await atForm();
    await tara.post(PATH, { ...GOOD_REQUEST, intent: 'next' });
    const seen = await tara.post(PATH, { managerIds: ['mona'], intent: 'submit' });
    expect([seen.status, summaryOf(seen.text).links]).toEqual([
      422,
      [['Choose at least 2 managers.', '#field-managerIds']],
    ]);
    expect(boxesOf(seen.text, 'managerIds')[0]).toEqual(['mona', 'Mona Manager, Service Manager', true]);
  });

  it('goes back to the first step with what was typed, and clears the choice of managers alone', async () => {
    const tara = await atForm();
    await tara.post(PATH, { ...GOOD_REQUEST, intent: 'next' });
    const cleared = await tara.post(PATH, { managerIds: ['mona', 'paul'], intent: 'clear-managers' });
    expect(boxesOf(cleared.text, 'managerIds').filter(([, , ticked]) => ticked)).toEqual([]);
    const back = await tara.post(PATH, { managerIds: ['mona'], intent: 'back' });
    expect(namesOf(back.text).heading).toBe('Immobilizer Reset: request');
    expect(valueOf(back.text, 'vin')).toBe(GOOD_REQUEST.vin);
    expect(boxesOf(back.text, 'tickedPolicies').filter(([, , ticked]) => ticked)).toHaveLength(4);
  });

  it('has an error of the first step there, though it was found at the second', async () => {
    const tara = await atForm();
    await tara.post(PATH, { ...GOOD_REQUEST, intent: 'next' });
    const { csrf = [], submissionId = [] } = tara.hiddenFields();
    const fields = { ...GOOD_REQUEST, csrf, submissionId, vin: '', step: 'managers', intent: 'submit' };
    const seen = await tara.send(PATH, fields);
    expect([seen.status, namesOf(seen.text).heading]).toEqual([422, 'Immobilizer Reset: request']);
    expect(fieldsWithErrors(seen.text)).toEqual(['vin']);
  });

  it('DLR-3: for a vehicle that has one already names it', async () => {
    const { tara } = desk();
    const path = await desk().request();
    await tara.get(PATH);
    await tara.post(PATH, { ...GOOD_REQUEST, intent: 'next' });
    const second = await tara.post(PATH, { managerIds: ['mona', 'fred'], intent: 'submit' });
    expect([second.status, fieldsWithErrors(second.text)]).toEqual([409, ['vin']]);
    expect(summaryOf(second.text).links[0]?.[0]).toContain(path.split('/').at(-1));
  });

  it('DLR-3: sent twice makes one request', async () => {
    const tara = await atForm();
    await tara.post(PATH, { ...GOOD_REQUEST, intent: 'next' });
    const fields = { ...tara.hiddenFields(), managerIds: ['mona', 'paul'], intent: 'submit' };
    const [first, second] = await Promise.all([tara.send(PATH, fields), tara.send(PATH, fields)]);
    expect(first.location).toBe('/dealer/requests/19070100001?done=requested');
    expect(second.location).toBe(first.location);
  });

  it('wants a session, the open tab, and the token of its page', async () => {
    const { tara } = desk();
    expect((await tara.get(PATH)).location).toBe('/dealer/sign-in?next=%2Fdealer%2Freset');
    await tara.signIn('tara');
    expect((await tara.get(PATH)).text).toContain('action="/dealer/reset/password"');
    await tara.openTab('reset', 'tara');
    const seen = await tara.send(PATH, { ...GOOD_REQUEST, step: 'managers', intent: 'submit' });
    expect(seen.status).toBe(403);
    expect((await tara.get('/dealer')).text).toContain('You have not requested a reset yet.');
  });
});

describe('the scan tool’s Send', () => {
  const query = new URLSearchParams({ vin: ` ${GOOD_REQUEST.vin.toLowerCase()}`, ...GOOD_SEED }).toString();
  const seed = new URLSearchParams(GOOD_SEED).toString();

  it('without a request opens the request form with the VIN, and says what becomes of the seed', async () => {
    const tara = await atForm();
    const page = await tara.get(`${PATH}?${query}`);
    expect(valueOf(page.text, 'vin')).toBe(` ${GOOD_REQUEST.vin.toLowerCase()}`);
    expect(page.text).toContain('The seed number is not needed yet');
  });

  it('DLR-3: for a vehicle whose request is open leads to it', async () => {
    const { tara } = desk();
    const path = await desk().request();
    const sent = await tara.get(`${PATH}?${query}`);
    expect([sent.status, sent.location]).toEqual([303, `${path}?${seed}&done=request-exists`]);
    expect((await tara.get(`${PATH}?vin=${GOOD_REQUEST.vin}`)).location).toBe(`${path}?done=request-exists`);
  });

  it('DLR-6: once it is approved leads to the pass-code’s form', async () => {
    const { tara } = desk();
    const path = await desk().approvedRequest();
    expect((await tara.get(`${PATH}?${query}`)).location).toBe(`${path}/pass-code?${seed}&done=request-exists`);
  });

  it('DLR-5: for one that is closed opens the form for another', async () => {
    const { tara } = desk();
    const path = await desk().request();
    await tara.get(`${path}/close`);
    await tara.post(`${path}/close`, {});
    const page = await tara.get(`${PATH}?${query}`);
    expect([page.status, namesOf(page.text).heading]).toEqual([200, 'Immobilizer Reset: request']);
  });
});
