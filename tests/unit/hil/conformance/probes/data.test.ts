import { describe, expect, it } from 'vitest';
import { DATA_PROBES } from '../../../../../hil/conformance/probes/data.ts';
import { verdictOf } from '../../../../support/probed-car.ts';

describe('the probes of data, routines and tester present at our own car', () => {
  it.each([48, 49, 50, 51])('pass rule %i', async (rule) => {
    expect(await verdictOf(DATA_PROBES, rule)).toBe('pass');
    expect(await verdictOf(DATA_PROBES, rule, { endpoint: 'oem' })).toBe('pass');
  });
});

describe('the probes of data, routines and tester present at an ECU with a flaw', () => {
  it.each([
    [48, '22', '7F 22 31', '22: 7F 22 31 instead of 7F 22 13'],
    [48, '22 F1 86 F1', '62 F1 86 01', '22 F1 86 F1: 62 F1 86 01 instead of 7F 22 13'],
    [48, '22 00 00', '62 00 00', '22 00 00: 62 00 00 instead of 7F 22 31'],
    [48, '22 00 00 F1 86', '7F 22 31', '22 00 00 F1 86: 7F 22 31 instead of 62 F1 86 01'],
    [49, '2E F1 86', '7F 2E 31', '2E F1 86: 7F 2E 31 instead of 7F 2E 13'],
    [49, '2E F1 86 00', '6E F1 86', '2E F1 86 00: 6E F1 86 instead of 7F 2E 31'],
    [49, '2E 00 00 00', '7F 2E 13', '2E 00 00 00: 7F 2E 13 instead of 7F 2E 31'],
    [50, '31 01 FF', '7F 31 31', '31 01 FF: 7F 31 31 instead of 7F 31 13'],
    [50, '31 01 FF FF', '7F 31 33', '31 01 FF FF: 7F 31 33 instead of 7F 31 31'],
    [50, '31 7E FF FF', '7F 31 12', '31 7E FF FF: 7F 31 12 instead of 7F 31 31'],
    [51, '3E 80', '7E 00', '3E 80: 7E 00 instead of silence'],
    [51, '3E', '7F 3E 12', '3E: 7F 3E 12 instead of 7F 3E 13'],
    [51, '3E 00 00', '7E 00', '3E 00 00: 7E 00 instead of 7F 3E 13'],
    [51, '3E 01', '7E 01', '3E 01: 7E 01 instead of 7F 3E 12'],
  ])('rule %i: %s answered %s fails', async (rule, asked, answer, reason) => {
    expect(await verdictOf(DATA_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`fail: ${reason}`);
  });

  it.each([
    [48, '22 F1 86', '7F 22 31', 'the ECU has no F186 to be asked for among others'],
    [49, '2E', '7F 2E 11', 'the ECU has no 0x2E'],
    [50, '31', '7F 31 7F', 'the ECU has no 0x31'],
    [50, '10 03', null, 'no extended session: silence'],
  ])('rule %i: %s answered %s is inconclusive', async (rule, asked, answer, reason) => {
    expect(await verdictOf(DATA_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`inconclusive: ${reason}`);
  });
});
