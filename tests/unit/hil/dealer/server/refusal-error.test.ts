import { describe, expect, it } from 'vitest';
import { refuse } from '../../../../../hil/dealer/rules/dealer-commands.ts';
import { accepted, RefusalError, statusOf } from '../../../../../hil/dealer/server/refusal-error.ts';

const REFUSAL = refuse({
  code: 'invalid-field',
  field: 'vin',
  message: 'the VIN is wrong',
  hint: 'compare it',
  checkDigit: { field: 'vin', expected: '4' },
});

describe('a refusal of the dealer server', () => {
  it.each([
    ['not-signed-in', 401],
    ['csrf', 403],
    ['unknown-request', 404],
    ['approval-expired', 409],
    ['tool-too-old', 422],
    ['locked', 429],
    ['busy', 503],
  ] as const)('%s has the status %i', (code, status) => {
    expect(statusOf(refuse({ code, message: '', hint: '' }))).toBe(status);
  });

  it('DLR-10: has its code, field and check digit in the body', () => {
    expect(new RefusalError(REFUSAL).toBody()).toStrictEqual({
      error: 'the VIN is wrong',
      field: 'vin',
      hint: 'compare it',
      code: 'invalid-field',
      checkDigit: { field: 'vin', expected: '4' },
    });
  });

  it('has the request that is pending', () => {
    const refusal = refuse({ code: 'request-pending', message: 'm', hint: 'h', requestNumber: '19070100001' });
    expect(new RefusalError(refusal).toBody()).toStrictEqual({
      error: 'm',
      hint: 'h',
      code: 'request-pending',
      requestNumber: '19070100001',
    });
  });

  it('is thrown in place of an answer', () => {
    const answer = { kind: 'closed' };
    expect(accepted(answer)).toBe(answer);
    expect(() => accepted(REFUSAL)).toThrow(expect.objectContaining({ status: 422, refusal: REFUSAL }));
  });
});
