import { describe, expect, it } from 'vitest';
import {
  decodeResponse,
  encodeNegativeResponse,
  encodePositiveResponse,
  hasSubFunction,
  suppressesPositiveResponse,
} from '../../../../can-bus/uds/messages.ts';
import { bytes } from '../isotp/endpoint-driver.ts';

describe('responses', () => {
  it('conformance 7: a positive one is the service plus 40 and its parameters', () => {
    expect(decodeResponse(bytes('62 F1 86 03'))).toEqual({
      kind: 'positive',
      sid: 0x22,
      parameters: bytes('F1 86 03'),
    });
    expect(encodePositiveResponse(0x22, bytes('F1 86 03'))).toEqual(bytes('62 F1 86 03'));
    expect(decodeResponse(bytes('C5'))).toEqual({ kind: 'positive', sid: 0x85, parameters: bytes('') });
    expect(encodePositiveResponse(0x85, bytes(''))).toEqual(bytes('C5'));
  });

  it('conformance 5: a negative one is exactly 7F, service, NRC', () => {
    expect(decodeResponse(bytes('7F 31 78'))).toEqual({ kind: 'negative', sid: 0x31, nrc: 0x78 });
    expect(encodeNegativeResponse(0x31, 0x78)).toEqual(bytes('7F 31 78'));
    for (const wrong of ['7F', '7F 31', '7F 31 78 00']) {
      expect(decodeResponse(bytes(wrong))).toEqual({ kind: 'malformed', fault: 'negative-length' });
    }
  });

  it('conformance 6: requests and nothing at all are not responses', () => {
    for (const request of ['22 F1 90', '3E 00', '85 01', 'BF']) {
      expect(decodeResponse(bytes(request))).toEqual({ kind: 'malformed', fault: 'not-a-response' });
    }
    expect(decodeResponse(bytes(''))).toEqual({ kind: 'malformed', fault: 'empty' });
  });
});

describe('the suppress bit', () => {
  it('conformance 10: of the ECU’s services these have a sub-function', () => {
    const services = [0x10, 0x11, 0x14, 0x19, 0x22, 0x27, 0x28, 0x2e, 0x2f, 0x31, 0x3e, 0x85];
    expect(services.filter(hasSubFunction)).toEqual([0x10, 0x11, 0x19, 0x27, 0x28, 0x31, 0x3e, 0x85]);
  });

  it.each([
    ['3E 80', true],
    ['10 83', true],
    ['85 82', true],
    ['3E 00', false],
    ['3E', false],
    ['22 F1 90', false],
    ['2E F1 98', false],
    ['', false],
  ])('conformance 9, 10: %s is a request without a positive response: %s', (request, expected) => {
    expect(suppressesPositiveResponse(bytes(request))).toBe(expected);
  });
});
