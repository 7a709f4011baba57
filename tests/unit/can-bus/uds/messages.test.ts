import { describe, expect, it } from 'vitest';
import {
  answersRequest,
  decodeResponse,
  encodeNegativeResponse,
  encodePositiveResponse,
  encodeSubFunctionResponse,
  hasSubFunction,
  isResponseId,
  isResponsePending,
  subFunctionOf,
  suppressesPositiveResponse,
} from '../../../../can-bus/uds/messages.ts';
import { bytes } from '../isotp/endpoint-driver.ts';

describe('responses', () => {
  it('conformance 7: a positive one is the service plus 40 and its parameters', () => {
    expect(decodeResponse(bytes('62 F1 86 03'))).toEqual({ kind: 'positive', sid: 0x22 });
    expect(encodePositiveResponse(0x22, bytes('F1 86 03'))).toEqual(bytes('62 F1 86 03'));
    expect(decodeResponse(bytes('C5'))).toEqual({ kind: 'positive', sid: 0x85 });
    expect(encodePositiveResponse(0x85, bytes(''))).toEqual(bytes('C5'));
  });

  it('conformance 21: a pending one is exactly 7F, the service and 78', () => {
    expect(isResponsePending(bytes('7F 31 78'))).toBe(true);
    for (const other of ['7F 31 11', '7F 31', '7F 31 78 00', '71 31 78', '']) {
      expect(isResponsePending(bytes(other))).toBe(false);
    }
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

describe('what belongs to a response', () => {
  it('conformance 6: the ids of responses are 40 to 7F and C0 to FF', () => {
    expect([0x3f, 0x40, 0x7e, 0x7f, 0x80, 0xbf, 0xc0, 0xff].map(isResponseId)).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('conformance 9: the sub-function of a request is without bit 7', () => {
    expect(['10 83', '10 03', '85 82', '3E'].map((request) => subFunctionOf(bytes(request)))).toEqual([3, 3, 2, 0]);
    expect(encodeSubFunctionResponse(0x3e, 0x02)).toEqual(bytes('7E 02'));
  });

  it.each([
    ['31 01 02 03', '71 01 02 04', false],
    ['31 01 02 03', '71 01 02 03 55', true],
    ['31 01 02 03 0A', '71 01 02 03 0B', true],
    ['31 01 82 03', '71 01 82 03', true],
    ['3E 00 11', '7E 00 22', true],
    ['22 F1 90', '62 F1 91', false],
    ['22 F1 90 F1 87', '62 F1 90 31', true],
    ['22 F1 90 F1 87', '62 F1 90 00', true],
    ['24 F1 90', '64 F1 91', false],
    ['2F D0 01 03', '6F D0 02', false],
    ['2F D0 01 03', '6F D0 01 00', true],
    ['36 01 AA', '76 02', false],
    ['36 01 AA', '76 01 55', true],
    ['14 FF FF FF', '54 00', true],
    ['10 83', '50 03', true],
    ['10 83', '50 83', false],
    ['36 81', '76 01', false],
    ['36 81', '76 81', true],
    ['31 81 02 03', '71 01 02 03', true],
    ['22 81 90', '62 81 90', true],
    ['3E', '7E 05', true],
    ['3E 00', '7F 3E', true],
    ['3E 00', '7F 3F', false],
    ['3E 00', '7D', false],
  ])('conformance 7: %s is answered by a message that begins with %s: %s', (request, start, expected) => {
    expect(answersRequest(bytes(request), bytes(start))).toBe(expected);
  });
});
