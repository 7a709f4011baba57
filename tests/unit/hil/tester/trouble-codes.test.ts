import { describe, expect, it } from 'vitest';
import {
  codeByName,
  codeName,
  decodeListedCodes,
  describeStatus,
  knownCodeNames,
  troubleCode,
} from '../../../../hil/tester/trouble-codes.ts';

describe('a trouble code', () => {
  it('has its name both ways', () => {
    for (const name of knownCodeNames()) expect(codeName(codeByName(name) ?? 0)).toBe(name);
    expect(knownCodeNames()).toContain('B278D');
    expect(codeByName(' b278d ')).toBe(codeByName('B278D'));
  });

  it('is six hex digits where it is unknown', () => {
    expect(codeName(0x00012f)).toBe('00012F');
    expect(codeByName('00012f')).toBe(0x12f);
    expect([codeByName('P0'), codeByName('00012G'), codeByName('')]).toEqual([null, null, null]);
    expect(troubleCode(0x12f, 0, 3)).toMatchObject({ code: '00012F', raw: '00012F', meaning: null, occurrences: 3 });
  });

  it.each([
    [0x01, 'testFailed'],
    [0x02, 'testFailedThisOperationCycle'],
    [0x04, 'pending'],
    [0x08, 'confirmed'],
    [0x10, 'testNotCompletedSinceLastClear'],
    [0x20, 'testFailedSinceLastClear'],
    [0x40, 'testNotCompletedThisOperationCycle'],
    [0x80, 'warningIndicatorRequested'],
  ])('ISO 14229-1: has in its status bit %i %s', (status, name) => {
    const set = Object.entries(troubleCode(1, status, null).status).filter(([, isSet]) => isSet);
    expect(set).toEqual([[name, true]]);
  });

  it('has the status in words', () => {
    expect(describeStatus(troubleCode(1, 0x09, null).status)).toBe('present now, confirmed');
    expect(describeStatus(troubleCode(1, 0x28, null).status)).toBe(
      'not present now, confirmed, failed since the last clear',
    );
  });
});

describe('the response to 0x19 02', () => {
  it('lists codes with their status', () => {
    const response = Uint8Array.of(0x59, 0x02, 0xff, 0xa7, 0x8d, 0x00, 0x09, 0, 1, 0x2f, 0x08);
    expect(decodeListedCodes(response)).toEqual([
      { bytes: 0xa78d00, status: 0x09 },
      { bytes: 0x12f, status: 0x08 },
    ]);
    expect(decodeListedCodes(response.subarray(0, 3))).toEqual([]);
  });

  it('is nothing where it ends within a code', () => {
    expect(decodeListedCodes(Uint8Array.of(0x59, 0x02, 0xff, 0xa7, 0x8d))).toBeNull();
  });
});
