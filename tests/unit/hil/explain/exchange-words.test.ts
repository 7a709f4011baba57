import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import type { UdsOutcome } from '../../../../can-bus/uds/exchange.ts';
import {
  isSilentTesterPresent,
  outcomeWords,
  requestWords,
  type WordedExchange,
} from '../../../../hil/explain/exchange-words.ts';

describe('a request in words', () => {
  it.each([
    ['1003', '10 diagnosticSessionControl: extended session'],
    ['1101', '11 ecuReset: hard reset'],
    ['2761', '27 securityAccess: request seed 61'],
    ['22F1901234', '22 readDataByIdentifier: F190 VIN, 1234'],
    ['2EF19041', '2E writeDataByIdentifier: F190 VIN = 41'],
    ['31010203FF', '31 routineControl: start routine 0203 FF'],
    ['3E80', '3E testerPresent'],
    ['010C', '01 current data: engine speed'],
    ['050102', '05 oxygen sensor test results: 01 02'],
    ['03', '03 emission-related trouble codes'],
    ['2110', '21 readDataByLocalIdentifier: 10'],
    ['BA01', 'BA unknown service: 01'],
    ['14', '14 clearDiagnosticInformation'],
  ])('%s of any ECU: %s', (request, words) => {
    expect(requestWords(fromHex(request), false)).toBe(words);
  });

  it('of the Smart Key ECU has its names and fields', () => {
    expect(requestWords(fromHex('221002'), true)).toBe('22 readDataByIdentifier: read free slots (1002)');
    expect(outcomeWords(exchange('221002', '62100205', true))).toBe('5');
  });

  it('ends with text, bytes or the negative response', () => {
    const positive = (response: string): string => outcomeWords(exchange('22F190', response));
    expect(positive('62F1903132333400')).toBe('"1234"');
    expect(positive('62F1900102')).toBe('01 02');
    expect(positive('62F190')).toBe('done');
    expect(positive(`62F190${'01'.repeat(30)}`)).toBe(`${'01 '.repeat(24)}… (30 bytes)`);
    expect(outcomeWords(exchange('22F190', '7F2231'))).toBe('refused, 0x31 requestOutOfRange');
  });

  it('has the values of OBD, and bytes where the layout is not known', () => {
    expect(outcomeWords(exchange('010C', '410C1AF8'))).toBe('engine speed 1726 rpm');
    expect(outcomeWords(exchange('01FE', '41FE0102'))).toBe('FE 01 02');
  });

  it('says what a diagnostic description knows', () => {
    const described = { service: 'Speed_Read', request: 'wheel left', response: 'speed 12 km/h' };
    expect(requestWords(fromHex('22F40D'), false, described)).toBe(
      '22 readDataByIdentifier: Speed_Read (F4 0D), wheel left',
    );
    expect(outcomeWords(exchange('22F40D', '62F40D0C'), described)).toBe('speed 12 km/h');
    expect(outcomeWords(exchange('22F40D', '62F40D0C'), { ...described, response: null })).toBe('0C');
  });

  it('says that a response broke off, or that nobody answered', () => {
    const none = { request: fromHex('22F190'), pair: null, functional: false };
    const broken: UdsOutcome = { kind: 'receive-failed', fault: 'timeout-cr' };
    expect(
      outcomeWords({
        ...none,
        outcome: broken,
        brokenOff: { received: 13, length: 17, flowStatus: null, isCut: false },
      }),
    ).toBe('the response broke off after 13 of 17 bytes');
    const silent = { ...none, functional: true, outcome: { kind: 'no-response' } as const, brokenOff: null };
    expect(outcomeWords(silent)).toBe('no ECU answered');
  });

  it.each([
    ['3E80', 'no response, as requested', true],
    ['1083', 'no response, as requested', false],
    ['3E00', 'no ECU answered', false],
    ['3E01', 'no ECU answered', false],
    ['3E', 'no ECU answered', false],
    ['22F190', 'no ECU answered', false],
  ])('to all ECUs, %s without a response: %s', (request, words, isSilent) => {
    const outcome = { kind: 'no-response' } as const;
    const asked = { request: fromHex(request), outcome, pair: null, functional: true, brokenOff: null };
    expect(outcomeWords(asked)).toBe(words);
    expect(isSilentTesterPresent(asked.request, outcome)).toBe(isSilent);
  });
});

function exchange(request: string, response: string, isOurs: boolean = false): WordedExchange {
  const [first, , third = 0] = fromHex(response);
  const bytes = fromHex(response);
  const outcome: UdsOutcome =
    first === 0x7f ? { kind: 'negative', response: bytes, nrc: third } : { kind: 'positive', response: bytes };
  const end = { id: 0x7e0, extended: false, address: null };
  const pair = { request: end, response: { ...end, id: 0x7e8 }, origin: 'given', isOurs } as const;
  return { request: fromHex(request), outcome, pair, functional: false, brokenOff: null };
}
