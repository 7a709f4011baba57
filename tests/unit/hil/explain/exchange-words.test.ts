import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { outcomeWords, requestWords } from '../../../../hil/explain/exchange-words.ts';

describe('a request in words', () => {
  it.each([
    ['1003', '10 diagnosticSessionControl: extended session'],
    ['1101', '11 ecuReset: hard reset'],
    ['2761', '27 securityAccess: request seed 61'],
    ['22F1901234', '22 readDataByIdentifier: F190 VIN, 1234'],
    ['2EF19041', '2E writeDataByIdentifier: F190 VIN 41'],
    ['31010203FF', '31 routineControl: start routine 0203 FF'],
    ['3E80', '3E testerPresent'],
    ['010C', '01 current data: PID 0C'],
    ['2110', '21 readDataByLocalIdentifier: 10'],
    ['BA01', 'BA unknown service: 01'],
    ['14', '14 clearDiagnosticInformation'],
  ])('%s of any ECU: %s', (request, words) => {
    expect(requestWords(fromHex(request), false)).toBe(words);
  });

  it('of the Smart Key ECU has its names and fields', () => {
    expect(requestWords(fromHex('221002'), true)).toBe('22 readDataByIdentifier: read free slots (1002)');
    expect(outcomeWords(fromHex('221002'), { kind: 'positive', response: fromHex('62100205') }, true)).toBe('5');
  });

  it('ends with text, bytes or the negative response', () => {
    const ask = fromHex('22F190');
    const positive = (response: string): string =>
      outcomeWords(ask, { kind: 'positive', response: fromHex(response) }, false);
    expect(positive('62F19031323300')).toBe('"123"');
    expect(positive('62F1900102')).toBe('01 02');
    expect(positive('62F190')).toBe('done');
    expect(positive(`62F190${'01'.repeat(30)}`)).toBe(`${'01 '.repeat(24)}… (30 bytes)`);
    expect(outcomeWords(ask, { kind: 'negative', response: fromHex('7F2231'), nrc: 0x31 }, false)).toBe(
      'refused, 0x31 requestOutOfRange',
    );
  });
});
