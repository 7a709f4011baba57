import { describe, expect, it } from 'vitest';
import { TIMING_PROBES } from '../../../../../hil/conformance/probes/timing.ts';
import { OWN, SLOW, verdictOf } from '../../../../support/probed-car.ts';

describe('the probes of timing at our own car', () => {
  it.each([18, 19, 25, 26])('pass rule %i', async (rule) => {
    expect(await verdictOf(TIMING_PROBES, rule)).toBe('pass');
  });

  it.each([20, 21, 22, 24, 28])('pass rule %i where a slow request is known, and need one', async (rule) => {
    expect(await verdictOf(TIMING_PROBES, rule, SLOW)).toBe('pass');
    expect(await verdictOf(TIMING_PROBES, rule)).toBe('not probed: needs a request that takes the ECU longer than P2');
  });

  it.each([18, 20, 21, 22, 28])('measure nothing for rule %i where instants mean nothing', async (rule) => {
    const context = { ...SLOW.context, isTimed: false };
    expect(await verdictOf(TIMING_PROBES, rule, { ...SLOW, context })).toBe(
      'not probed: needs an ECU that runs in real time',
    );
  });

  it('rule 28: cannot put a slow request of more than one frame before others', async () => {
    const slowRequest = Uint8Array.of(0x31, 0x01, 0x02, 0x01, 0x00, 0x00, 0x00);
    expect(await verdictOf(TIMING_PROBES, 28, { endpoint: 'oem', context: { slowRequest } })).toBe(
      'inconclusive: the slow request takes more than one frame',
    );
    // One of 6 bytes goes; that it is answered at once is another thing.
    const shorter = { slowRequest: slowRequest.subarray(0, 6) };
    expect(await verdictOf(TIMING_PROBES, 28, { endpoint: 'oem', context: shorter })).toBe(
      'fail: 3E 00 while busy is not answered 7F 3E 21',
    );
  });
});

describe('the probes of timing at an ECU with a flaw', () => {
  it.each([
    [18, '3E 00', '7E 00 @60', '3E 00: answered after 60.0 ms, P2 is 50.0 ms'],
    [18, '3F 00', null, '3F 00: silence'],
    [18, '10 03', '7F 10 12', '10 03: 7F 10 12 instead of 50 03 .. .. .. ..'],
    [19, '10 03', '50 03 00 00 01 F4', 'P2 0.0 ms and P2* 5000.0 ms are not possible'],
    [19, '10 03', '50 03 00 32 00 00', 'P2 50.0 ms and P2* 0.0 ms are not possible'],
    [19, '10 03', '50 03 00 32 00 04', 'P2 50.0 ms and P2* 40.0 ms are not possible'],
  ])('rule %i: %s answered %s fails', async (rule, asked, answer, reason) => {
    expect(await verdictOf(TIMING_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`fail: ${reason}`);
  });

  it('rule 18: what the way to the ECU adds to P2 is its own', async () => {
    const flaws = { '3E 00': '7E 00 @60' };
    expect(await verdictOf(TIMING_PROBES, 18, { flaws, context: { jitterUs: 10_000 } })).toBe('pass');
    expect(await verdictOf(TIMING_PROBES, 18, { flaws, context: { jitterUs: 9_999 } })).toMatch(/^fail/);
  });

  it.each([
    [20, '7F 19 78 @60 | 59 0A @100', 'fail: the first 0x78 came after 60.0 ms'],
    [20, '59 0A @40', 'inconclusive: the slow request is answered without 0x78'],
    [21, '7F 19 78 @40 | 59 0A @5041', 'fail: 5001.0 ms from a 0x78 to what followed'],
    [22, '7F 19 78 @40 | 7F 19 78 @1539 | 59 0A @2000', 'fail: two 0x78 within 1499.0 ms'],
    // The final response may come as soon as it is there.
    [22, '7F 19 78 @40 | 7F 19 78 @1540 | 59 0A @1541', 'pass'],
    [24, '7F 19 78 @40 | 7F 19 78 @3000', 'fail: after the last 0x78 no final response came'],
  ])('rule %i: the slow request answered %s: %s', async (rule, answer, verdict) => {
    expect(await verdictOf(TIMING_PROBES, rule, { ...SLOW, flaws: { '19 0A': answer } })).toBe(verdict);
  });

  it.each([
    [25, [OWN, '62 F1 86 01'], '4 s after a request: session 01 instead of 03'],
    [25, [OWN, OWN, '62 F1 86 03'], '5.5 s after a request: session 03 instead of 01'],
    [26, [OWN, '62 F1 86 01'], 'with a refused request every 4 s: session 01 instead of 03'],
  ])('rule %i: F186 answered %j in turn fails', async (rule, answers, reason) => {
    expect(await verdictOf(TIMING_PROBES, rule, { flaws: { '22 F1 86': answers } })).toBe(`fail: ${reason}`);
  });

  it.each([
    ['03 7F 19 78 | 02 7E 00', '3E 00 while busy is not answered 7F 3E 21'],
    ['03 7F 3E 21 | 03 7F 3E 21', '3E 80 while busy is answered'],
  ])('rule 28: an ECU that answers %s while busy fails', async (answer, reason) => {
    const flaws = { '02 19 0A, 02 3E 80, 02 3E 00': answer };
    expect(await verdictOf(TIMING_PROBES, 28, { ...SLOW, flaws })).toBe(`fail: ${reason}`);
  });
});
