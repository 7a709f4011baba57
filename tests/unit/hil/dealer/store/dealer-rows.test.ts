import { describe, expect, it } from 'vitest';
import {
  number,
  numberOrNull,
  text,
  toIssued,
  toRequest,
  toStaff,
} from '../../../../../hil/dealer/store/dealer-rows.ts';

const REQUEST_ROW = {
  ...{ number: '19070100001', status: 'open', dealer_code: 'D1', requester_id: 'tara', requester_name: 'Tara' },
  ...{ vin: 'V', repair_order: '1', customer_last_name: 'Example', manager_ids: '["mona","paul"]' },
  ...{ requested_at_ms: 5, settled_by: null, settled_by_name: null, settled_at_ms: null, valid_till_ms: null },
};

describe('a row of the database', () => {
  it('is a member of the staff', () => {
    expect(toStaff({ id: 'tara', name: 'Tara', title: 'Technician', dealer_code: 'D1' })).toEqual({
      id: 'tara',
      name: 'Tara',
      title: 'Technician',
      dealerCode: 'D1',
    });
  });

  it('is a request', () => {
    expect(toRequest(REQUEST_ROW)).toMatchObject({
      number: '19070100001',
      status: 'open',
      managerIds: ['mona', 'paul'],
      requestedAtMs: 5,
      settledBy: null,
      validTillMs: null,
    });
    expect(toRequest({ ...REQUEST_ROW, settled_by: 'mona', valid_till_ms: 9 })).toMatchObject({
      settledBy: 'mona',
      validTillMs: 9,
    });
  });

  it.each([{ status: 'new' }, { manager_ids: '{}' }, { vin: null }, { requested_at_ms: '5' }])(
    'is refused with %j',
    (change) => {
      expect(() => toRequest({ ...REQUEST_ROW, ...change })).toThrow(TypeError);
    },
  );

  it('is a pass-code', () => {
    const row = {
      ...{ kind: 'reset', request_number: null, actor_id: 'tara', dealer_code: 'D1', vin: 'V', repair_order: '1' },
      ...{ customer_last_name: 'Example', tool_version: '13.10.019', seed: 'AB', issued_at_ms: 7 },
    };
    expect(toIssued(row)).toMatchObject({ kind: 'reset', requestNumber: null, seed: 'AB', issuedAtMs: 7 });
    expect(toIssued({ ...row, kind: 'keys' }).kind).toBe('keys');
  });
});

describe('a column', () => {
  it('has the type that is read', () => {
    const row = { a: 'x', b: 1, c: null };
    expect([text(row, 'a'), number(row, 'b'), numberOrNull(row, 'b'), numberOrNull(row, 'c')]).toEqual([
      'x',
      1,
      1,
      null,
    ]);
    expect(() => text(row, 'b')).toThrow(TypeError);
    expect(() => number(row, 'c')).toThrow(TypeError);
    expect(() => number(row, 'missing')).toThrow(TypeError);
  });
});
