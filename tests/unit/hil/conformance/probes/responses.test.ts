import { describe, expect, it } from 'vitest';
import { RESPONSE_PROBES } from '../../../../../hil/conformance/probes/responses.ts';
import { probeRule, SLOW, verdictOf } from '../../../../support/probed-car.ts';

const NEEDS_SLOW = 'not probed: needs a request that takes the ECU longer than P2';

describe('the probes of responses at our own car', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 9, 10, 15])('pass rule %i', async (rule) => {
    expect(await verdictOf(RESPONSE_PROBES, rule)).toBe('pass');
    expect(await verdictOf(RESPONSE_PROBES, rule, { endpoint: 'oem' })).toBe('pass');
  });

  it.each([8, 11])('need a slow request for rule %i, one with a sub-function', async (rule) => {
    expect(await verdictOf(RESPONSE_PROBES, rule, SLOW)).toBe('pass');
    expect(await verdictOf(RESPONSE_PROBES, rule)).toBe(NEEDS_SLOW);
    const context = { slowRequest: Uint8Array.of(0x22, 0xf1, 0x90) };
    expect(await verdictOf(RESPONSE_PROBES, rule, { context })).toBe(
      'not probed: the slow request, 22, has no sub-function',
    );
  });

  it('rule 8: send the slow request with bit 7 of its sub-function set', async () => {
    const { evidence } = await probeRule(RESPONSE_PROBES, 8, SLOW);
    expect(evidence.map((line) => line.replace(/ after .*/, '').slice(0, 10)).slice(2, 4)).toEqual([
      '→ 19 8A',
      '← 7F 19 78',
    ]);
  });

  it('rule 3: ask no service for its length that the ECU does not have', async () => {
    const flaws = { '85 7E': '7F 85 11', '85': '7F 85 11', '28 7E': '7F 28 7F', '28': '7F 28 7F' };
    expect(await verdictOf(RESPONSE_PROBES, 3, { flaws })).toBe('pass');
  });
});

describe('the probes of responses at an ECU with a flaw', () => {
  it.each([
    [1, '3F 00', '7F 3F 12', '3F 00: 7F 3F 12 instead of 7F 3F 11'],
    [1, '27 01', '7F 27 33', '27 01: 7F 27 33 instead of 7F 27 7F'],
    [2, '10', null, '10: silence instead of 7F 10 13'],
    [2, '10 7E', '7F 10 7E', '10 7E: 7F 10 7E instead of 7F 10 12'],
    [2, '10 7E 00', '7F 10 13', '10 7E 00: 7F 10 13 instead of 7F 10 12'],
    [2, '3E 7E 00', '7F 3E 13', '3E 7E 00: 7F 3E 13 instead of 7F 3E 12'],
    [3, '19', '7F 19 11', '19: 7F 19 11 instead of 7F 19 13'],
    [3, '22', '7F 22 31', '22: 7F 22 31 instead of 7F 22 13'],
    [4, '31 7E FF FF', '7F 31 12', '31 7E FF FF: 7F 31 12 instead of 7F 31 31'],
    [4, '31 7E FF FF', null, '31 7E FF FF: silence instead of 7F 31 31'],
    [5, '10 7E', '7F 10 12 00', '10 7E: 7F 10 12 00 instead of 7F 10 ..'],
    [5, '22', '7F 10 13', '22: 7F 10 13 instead of 7F 22 ..'],
    [6, '50 03', '7F 50 11', '50 03: 7F 50 11 instead of silence'],
    [6, 'FF 00', '7F FF 11', 'FF 00: 7F FF 11 instead of silence'],
    [7, '3E 00', '7F 3E 10', '3E 00: 7F 3E 10 instead of 7E 00'],
    [7, '10 01', '50 03 00 32 01 F4', '10 01: 50 03 00 32 01 F4 instead of 50 01 ...'],
    [9, '3E 80', '7E 00', '3E 80: 7E 00 instead of silence'],
    [9, '10 81', '50 01 00 32 01 F4', '10 81: 50 01 00 32 01 F4 instead of silence'],
    [9, '10 FE', null, '10 FE: silence instead of 7F 10 12'],
    [9, '3E 80 00', null, '3E 80 00: silence instead of 7F 3E 13'],
    [15, '10 7E', null, '10 7E: silence instead of 7F 10 12'],
    [15, '22 00 00', null, '22 00 00: silence instead of 7F 22 31'],
  ])('rule %i: %s answered %s fails', async (rule, asked, answer, reason) => {
    expect(await verdictOf(RESPONSE_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`fail: ${reason}`);
  });

  it.each([
    [11, '7F 19 78 @40', 'after 0x78 no final response came'],
    [8, '7F 19 78 @40 | 59 8A 7F @12000', 'the sub-function is echoed with bit 7'],
  ])('rule %i: the slow request answered %s fails', async (rule, answer, reason) => {
    expect(await verdictOf(RESPONSE_PROBES, rule, { ...SLOW, flaws: { '19 8A': answer } })).toBe(`fail: ${reason}`);
  });

  it.each([
    [1, '27 7E', '7F 27 11', 'no 0x27 to be refused in the default session'],
    [3, '10 03', '7F 10 12', 'no extended session: 7F 10 12'],
    [4, '31 7E FF FF', '7F 31 7F', 'the ECU has no 0x31'],
    [10, '22 F1 86', '7F 22 31', 'the ECU does not report its session by F186: 7F 22 31'],
    [15, '22 00 00', '7F 22 11', 'the ECU has no 0x22'],
  ])('rule %i: %s answered %s is inconclusive', async (rule, asked, answer, reason) => {
    expect(await verdictOf(RESPONSE_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`inconclusive: ${reason}`);
  });
});
