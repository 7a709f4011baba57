import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { answersRequest } from '../../../../hil/explain/request-match.ts';

describe('a response fits a request', () => {
  it.each([
    ['22F190', '62F19031', true],
    ['22F190', '62F19131', false],
    ['22F190', '7F2231', true],
    ['22F190', '7F2E31', false],
    ['22F190', '7F223100', false],
    ['1083', '5003003201F4', true],
    ['1003', '5001', false],
    ['14FFFFFF', '54', true],
    ['340044000080000001', '74200FFE', true],
    ['3601AA', '7601', true],
    ['3601AA', '7602', false],
    ['010C', '410C1AF8', true],
    ['04', '44', true],
  ])('%s, %s: %s', (request, response, fits) => {
    expect(answersRequest(fromHex(request), fromHex(response))).toBe(fits);
  });
});
