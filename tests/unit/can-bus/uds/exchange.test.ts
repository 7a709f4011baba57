import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { responseOf } from '../../../../can-bus/uds/exchange.ts';

describe('the outcome of an exchange', () => {
  it('has a response where it is positive or negative, and else none', () => {
    const response = fromHex('7F 22 31');
    expect(responseOf({ kind: 'positive', response })).toBe(response);
    expect(responseOf({ kind: 'negative', response, nrc: 0x31 })).toBe(response);
    expect(responseOf({ kind: 'no-response' })).toBeNull();
    expect(responseOf({ kind: 'timeout', waitedFor: 'p2' })).toBeNull();
  });
});
