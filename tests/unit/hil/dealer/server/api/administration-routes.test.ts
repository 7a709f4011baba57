import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GOOD_KEYS } from '../../../../../support/bad-fields.ts';
import { type Answered, DealerBench, REAL_MS } from '../../../../../support/dealer-bench.ts';

const NIA = { staffId: 'nia', name: 'Nia New', title: 'Team Leader' };
const THREE_DAYS_MS = 72 * 3_600_000;

let bench: DealerBench;
let gwen: string;

beforeEach(async () => {
  bench = new DealerBench();
  gwen = await bench.signIn('gwen');
});
afterEach(async () => {
  await bench.end();
  expect(bench.bugs).toEqual([]);
});

async function post(path: string, body: object = {}): Promise<Answered> {
  return bench.send('POST', path, { token: gwen, body });
}

async function get(path: string): Promise<Answered> {
  return bench.send('GET', path, { token: gwen });
}

async function staff(): Promise<readonly { readonly id: string }[]> {
  return (await get('/api/dealer/staff')).body['staff'] as readonly { readonly id: string }[];
}

describe('the staff', () => {
  it('DLR-1: is listed in the order of enrolment, with powers, and without another dealer’s', async () => {
    const list = await staff();
    expect(list.map(({ id }) => id)).toEqual(['tara', 'mona', 'paul', 'gwen', 'tom', 'fred']);
    expect(list[3]).toEqual({
      ...{ id: 'gwen', name: 'Gwen Generalmanager', title: 'General Manager', dealerCode: '99001' },
      ...{ powers: { approves: true, administers: true }, mustChangePassword: false, oneTimePasswordTillMs: null },
    });
  });

  it('DLR-1: gets somebody new with 201 and a one-time password', async () => {
    const { status, body } = await post('/api/dealer/staff', NIA);
    expect([status, body]).toEqual([
      201,
      {
        staff: { id: 'nia', name: 'Nia New', title: 'Team Leader', dealerCode: '99001' },
        oneTimePassword: expect.stringMatching(/^(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}$/),
        validTillMs: REAL_MS + THREE_DAYS_MS,
      },
    ]);
    expect((await staff()).at(-1)).toMatchObject({
      ...{ id: 'nia', mustChangePassword: true, oneTimePasswordTillMs: REAL_MS + THREE_DAYS_MS },
    });
    await bench.signIn('nia', String(body['oneTimePassword']));
  });

  it.each([
    [{ ...NIA, staffId: 'tom' }, 409, 'staff-exists', 'staffId'],
    [{ ...NIA, staffId: 'otto' }, 409, 'staff-exists', 'staffId'],
    [{ ...NIA, staffId: '9' }, 422, 'invalid-field', 'staffId'],
    [{ ...NIA, name: '' }, 422, 'invalid-field', 'name'],
    [{ ...NIA, title: 'King' }, 422, 'invalid-field', 'title'],
    [{ ...NIA, title: undefined }, 422, undefined, 'title'],
  ])('DLR-1: does not get %j', async (body, status, code, field) => {
    const answer = await post('/api/dealer/staff', body);
    expect([answer.status, answer.body['code'], answer.body['field']]).toEqual([status, code, field]);
    expect(await staff()).toHaveLength(6);
  });

  it('DLR-1: gets another title, and loses a member with all sessions', async () => {
    const tom = await bench.signIn('tom');
    const changed = await post('/api/dealer/staff/tom/title', { title: 'Shop Foreman' });
    expect(changed.body).toEqual({
      staff: { id: 'tom', name: 'Tom Technician', title: 'Shop Foreman', dealerCode: '99001' },
    });
    const removed = await post('/api/dealer/staff/tom/remove');
    expect(removed.body).toMatchObject({ staff: { id: 'tom' } });
    expect((await bench.send('GET', '/api/dealer/me', { token: tom })).status).toBe(401);
    expect((await post('/api/dealer/staff', { ...NIA, staffId: 'tom' })).body['code']).toBe('staff-exists');
  });

  it('DLR-8: gets a one-time password in place of one’s own', async () => {
    const { status, body } = await post('/api/dealer/staff/tom/password');
    expect([status, body['validTillMs']]).toEqual([200, REAL_MS + THREE_DAYS_MS]);
    await expect(bench.signIn('tom')).rejects.toThrow('wrong-password');
    await bench.signIn('tom', String(body['oneTimePassword']));
  });

  it.each([
    ['title', { title: 'Technician' }],
    ['remove', {}],
    ['password', {}],
  ])('DLR-1: is changed neither in oneself nor in somebody who is not there: %s', async (what, body) => {
    const [oneself, nobody] = [
      await post(`/api/dealer/staff/gwen/${what}`, body),
      await post(`/api/dealer/staff/olga/${what}`, body),
    ];
    expect([oneself.status, oneself.body['code'], nobody.status, nobody.body['code']]).toEqual([
      ...[409, 'oneself', 404, 'unknown-staff'],
    ]);
  });
});

describe('the report', () => {
  beforeEach(async () => {
    await bench.send('POST', '/api/dealer/key-pass-codes', { token: await bench.technician(), body: GOOD_KEYS });
  });

  it('DLR-9: is that of the present month, or of the one that is named', async () => {
    const expected = { month: '2019-07', months: ['2019-07'], totals: { 'key-pass-code': 1 } };
    expect((await get('/api/dealer/report')).body).toMatchObject(expected);
    bench.calendarMs = Date.UTC(2019, 7, 1);
    expect((await get('/api/dealer/report')).body).toMatchObject({ month: '2019-08', records: [], totals: {} });
    expect((await get('/api/dealer/report?month=2019-07')).body).toMatchObject(expected);
  });

  it('DLR-9: has who did what for which car, and no pass-code', async () => {
    const { body, text } = await get('/api/dealer/report');
    expect(body['records']).toEqual([
      {
        ...{ sequence: 1, kind: 'key-pass-code', epochMs: 1_561_968_000_000, dealerCode: '99001' },
        ...{ dealerName: 'Example Motors', actorId: 'tara', actorName: 'Tara Technician', actorTitle: 'Technician' },
        ...{ vin: GOOD_KEYS.vin, repairOrder: '123456', customerLastName: 'Example', requestNumber: null },
        ...{ toolVersion: '13.10.019', seed: '05A17C0D00027F3C9E015D24B973B6A8', staff: null },
      },
    ]);
    expect(text).not.toContain('E6B810B8E679');
  });

  it.each([
    ['', 'transactions.csv', 2],
    ['?month=2019-07', 'transactions-2019-07.csv', 2],
    ['?month=2019-06', 'transactions-2019-06.csv', 1],
  ])('DLR-9: is exported as CSV: "%s"', async (query, name, lines) => {
    const { status, headers, text } = await get(`/api/dealer/export.csv${query}`);
    expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
      ...[200, 'text/csv; charset=utf-8', `attachment; filename="${name}"`],
    ]);
    expect(text.trimEnd().split('\r\n')).toHaveLength(lines);
  });

  it.each(['/api/dealer/report', '/api/dealer/export.csv'])('is refused for an invalid month: %s', async (path) => {
    const { status, body } = await get(`${path}?month=2019-13`);
    expect([status, body['field']]).toEqual([422, 'month']);
  });
});

it('DLR-1 DLR-9: is refused to managers', async () => {
  const token = await bench.signIn('mona');
  for (const path of ['/api/dealer/staff', '/api/dealer/report', '/api/dealer/export.csv']) {
    const { status, body } = await bench.send('GET', path, { token });
    expect([path, status, body['code']]).toEqual([path, 403, 'not-allowed']);
  }
});
