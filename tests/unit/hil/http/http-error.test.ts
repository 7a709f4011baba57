import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../../hil/http/http-error.ts';

describe('HttpError', () => {
  it('gives error, field and hint as the body', () => {
    const error = new HttpError(422, 'batteryV is missing', { field: 'batteryV', hint: 'volts' });
    expect(error.toBody()).toEqual({ error: 'batteryV is missing', field: 'batteryV', hint: 'volts' });
    expect([error.status, error.code, error.name]).toEqual([422, 'http', 'HttpError']);
  });

  it('leaves out what it does not know', () => {
    expect(new HttpError(404, 'no such key').toBody()).toStrictEqual({ error: 'no such key' });
  });

  it('has status and field in its context', () => {
    expect(new HttpError(409, 'busy', { field: 'id' }).context).toEqual({ status: 409, field: 'id' });
  });
});
