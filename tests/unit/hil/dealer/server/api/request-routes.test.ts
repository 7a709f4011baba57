import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APPROVAL, GOOD_KEYS, GOOD_REQUEST, GOOD_SEED } from '../../../../../support/bad-fields.ts';
import { type Answered, DealerBench, START_MS } from '../../../../../support/dealer-bench.ts';

const NUMBER = '19070100001';
const PATH = `/api/dealer/requests/${NUMBER}`;

let bench: DealerBench;
let tara: string;
let mona: string;

beforeEach(async () => {
  bench = new DealerBench();
  tara = await bench.technician();
  mona = await bench.signIn('mona');
});
afterEach(async () => {
  await bench.end();
  expect(bench.bugs).toEqual([]);
});

async function post(path: string, token: string, body: object = {}): Promise<Answered> {
  return bench.send('POST', path, { token, body });
}

async function get(path: string, token: string): Promise<Answered> {
  return bench.send('GET', path, { token });
}

async function request(): Promise<Answered> {
  return post('/api/dealer/requests', tara, GOOD_REQUEST);
}

async function approved(): Promise<void> {
  await request();
  await post(`${PATH}/approve`, mona, APPROVAL);
}

const OPEN = {
  ...{ number: NUMBER, status: 'open', dealerCode: '99001', dealerName: 'Example Motors' },
  ...{ requesterId: 'tara', requesterName: 'Tara Technician', vin: '4T1BZ1FB4KU999999' },
  ...{ repairOrder: '123456', customerLastName: 'Example', requestedAtMs: START_MS },
  managers: [
    { id: 'mona', name: 'Mona Manager', title: 'Service Manager' },
    { id: 'paul', name: 'Paul Partsmanager', title: 'Parts Manager' },
  ],
  ...{ settledByName: null, settledAtMs: null, validTillMs: null },
  ...{ canSettle: false, canIssue: false, canClose: true },
};

describe('what forms are made of', () => {
  it('DLR-1 DLR-3: lists boxes, managers without oneself, titles and limits', async () => {
    const { body } = await get('/api/dealer/forms', mona);
    expect(body).toMatchObject({
      dealer: { code: '99001', name: 'Example Motors' },
      ...{ managersNeeded: 2, oldestToolVersion: '13.10.019', textMax: 64, passwordMin: 10, passwordMax: 128 },
    });
    const ids = (name: string): unknown => (body[name] as readonly { readonly id: string }[]).map(({ id }) => id);
    expect(ids('identificationPolicy')).toEqual(['authority', 'identity', 'ownership', 'terms']);
    expect(ids('approvalPolicy')).toEqual(['documents-reviewed', 'repair-order-open', 'responsibility']);
    expect(ids('managers')).toEqual(['paul', 'gwen', 'fred']);
    expect(body['titles']).toHaveLength(16);
  });
});

describe('a request', () => {
  it('DLR-3: is made with 201, and found by number, by VIN and in both inboxes', async () => {
    const asked = await request();
    expect([asked.status, asked.body]).toEqual([201, { requestNumber: NUMBER, managerIds: ['mona', 'paul'] }]);
    expect((await get(PATH, tara)).body).toEqual(OPEN);
    expect((await get('/api/dealer/requests?vin=4t1bz1fb4ku999999', tara)).body).toEqual({ requests: [OPEN] });
    expect((await get('/api/dealer/requests', tara)).body).toEqual({ requests: [] });
    expect((await get('/api/dealer/inbox', tara)).body).toEqual({ toSettle: [], own: [OPEN] });
    expect((await get('/api/dealer/inbox', mona)).body).toEqual({ toSettle: [{ ...OPEN, canSettle: true }], own: [] });
  });

  it('DLR-3: is refused as pending where there is one, and wrong fields are named', async () => {
    await request();
    const again = await request();
    expect([again.status, again.body]).toEqual([
      409,
      expect.objectContaining({ code: 'request-pending', requestNumber: NUMBER, field: 'vin' }),
    ]);
    const wrong = await post('/api/dealer/requests', tara, { ...GOOD_REQUEST, managerIds: ['mona'] });
    expect([wrong.status, wrong.body['code'], wrong.body['field']]).toEqual([
      ...[422, 'managers-not-chosen', 'managerIds'],
    ]);
  });

  it('is 404 for every action if it does not exist', async () => {
    const none = '/api/dealer/requests/19070199999';
    const answers = [
      await get(none, tara),
      await post(`${none}/approve`, mona, APPROVAL),
      await post(`${none}/decline`, mona),
      await post(`${none}/close`, tara),
      await post(`${none}/pass-code`, tara, GOOD_SEED),
    ];
    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual(
      answers.map(() => [404, 'unknown-request']),
    );
  });
});

describe('settling', () => {
  it('DLR-4 DLR-5: an approval is good for seven days, and final', async () => {
    await request();
    const { status, body } = await post(`${PATH}/approve`, mona, APPROVAL);
    expect([status, body]).toEqual([200, { requestNumber: NUMBER, validTillMs: START_MS + 604_800_000 }]);
    expect((await post(`${PATH}/decline`, await bench.signIn('paul'))).body['code']).toBe('already-settled');
    expect((await get(PATH, tara)).body).toMatchObject({ status: 'approved', canIssue: true });
  });

  it('DLR-4: without a box it is refused, and a technician may not', async () => {
    await request();
    const unticked = await post(`${PATH}/approve`, mona, { tickedPolicies: ['responsibility'] });
    expect([unticked.status, unticked.body['code']]).toEqual([422, 'policy-not-accepted']);
    const technician = await post(`${PATH}/approve`, tara, APPROVAL);
    expect([technician.status, technician.body['code']]).toEqual([403, 'not-allowed']);
    expect((await get(PATH, tara)).body['status']).toBe('open');
  });

  it('DLR-4 DLR-5: declining and closing answer with the number', async () => {
    await request();
    expect((await post(`${PATH}/decline`, mona)).body).toEqual({ requestNumber: NUMBER });
    await request();
    const second = '/api/dealer/requests/19070100002';
    expect((await post(`${second}/close`, tara)).body).toEqual({ requestNumber: '19070100002' });
    expect((await get(second, tara)).body['status']).toBe('closed');
  });
});

describe('pass-codes', () => {
  it('DLR-6: of a reset come from an approved request only', async () => {
    await request();
    const early = await post(`${PATH}/pass-code`, tara, GOOD_SEED);
    expect([early.status, early.body['code']]).toEqual([409, 'not-approved']);
    await post(`${PATH}/approve`, mona, APPROVAL);
    const { status, body } = await post(`${PATH}/pass-code`, tara, GOOD_SEED);
    expect([status, body]).toEqual([200, { requestNumber: NUMBER, passCode: '294211' }]);
  });

  it('DLR-6 DLR-7: want the open tab, each its own', async () => {
    await approved();
    const tom = await bench.signIn('tom');
    await post('/api/dealer/tabs/immobilizer-reset', tom, { password: 'demo-tom' });
    expect((await post(`${PATH}/pass-code`, tom, GOOD_SEED)).body['passCode']).toBe('294211');
    const keys = await post('/api/dealer/key-pass-codes', tom, GOOD_KEYS);
    expect([keys.status, keys.body['code']]).toEqual([403, 'password-again']);
  });

  it('DLR-7 DLR-10: for keys need no request, and a mistyped field is named with its check digit', async () => {
    const { status, body } = await post('/api/dealer/key-pass-codes', tara, GOOD_KEYS);
    expect([status, body]).toEqual([200, { passCode: 'E6B810B8E679' }]);
    const wrong = await post('/api/dealer/key-pass-codes', tara, { ...GOOD_KEYS, data1: '5A17C0D0003' });
    expect([wrong.status, wrong.body]).toEqual([
      422,
      expect.objectContaining({ field: 'data1', checkDigit: { field: 'data1CheckDigit', expected: '9' } }),
    ]);
  });
});
