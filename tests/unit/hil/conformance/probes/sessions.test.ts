import { describe, expect, it } from 'vitest';
import { SESSION_PROBES } from '../../../../../hil/conformance/probes/sessions.ts';
import { OWN, verdictOf } from '../../../../support/probed-car.ts';

const KEY = `27 02${' 00'.repeat(6)}`;

describe('the probes of sessions at our own car', () => {
  it.each([29, 30, 32, 34, 35])('pass rule %i', async (rule) => {
    expect(await verdictOf(SESSION_PROBES, rule)).toBe('pass');
    expect(await verdictOf(SESSION_PROBES, rule, { endpoint: 'oem' })).toBe('pass');
  });

  it('reset the ECU, or use up a seed, only with permission', () => {
    const destructive = SESSION_PROBES.filter((probe) => probe.destructive === true);
    expect(destructive.map(({ rules }) => rules)).toEqual([[32], [34]]);
  });
});

describe('the probes of sessions at an ECU with a flaw', () => {
  it.each([
    [29, '10', '7F 10 12', '10: 7F 10 12 instead of 7F 10 13'],
    [29, '10 01 00', '50 01 00 32 01 F4', '10 01 00: 50 01 00 32 01 F4 instead of 7F 10 13'],
    [30, '22 F1 86', ['62 F1 86 01'], 'after 10 03: session 01 instead of 03'],
    [30, '22 F1 86', [OWN, '62 F1 86 03'], '5.5 s later: session 03 instead of 01'],
    [32, KEY, ['7F 27 35'], `${KEY}: 7F 27 35 instead of 7F 27 24`],
    // The first time the extended session is entered again, the second time by way of the default session.
    [32, KEY, [OWN, '7F 27 35'], `${KEY}: 7F 27 35 instead of 7F 27 24`],
    [34, '11 01', null, '11 01: silence instead of 51 01'],
    [34, '11 01', '7F 11 22', '11 01: 7F 11 22 instead of 51 01'],
    // It has answered the first 3E 00, when it was looked for.
    [34, '3E 00', [OWN, null], '5 s after 11 01 the ECU does not answer'],
    [34, '22 F1 86', '62 F1 86 03', 'after 11 01: session 03 instead of 01'],
    [35, '22 F1 86', '62 F1 86 03', 'after 10 01: session 03 instead of 01'],
    [35, '22 F1 86', [OWN, '62 F1 86 01'], 'after 10 03: session 01 instead of 03'],
    [35, '22 F1 86', [OWN, OWN, '62 F1 86 03'], 'after 10 01: session 03 instead of 01'],
  ])('rule %i: %s answered %j fails', async (rule, asked, answer, reason) => {
    expect(await verdictOf(SESSION_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`fail: ${reason}`);
  });

  it.each([
    [30, '10 03', '7F 10 12', 'no extended session: 7F 10 12'],
    [32, '27 01', '7F 27 37', 'the delay after wrong keys is running'],
    [34, '11 01', '7F 11 11', 'the ECU has no 11 01'],
    [34, '11 01', '7F 11 12', 'the ECU has no 11 01'],
    [35, '22 F1 86', null, 'the ECU does not report its session by F186: silence'],
  ])('rule %i: %s answered %s is inconclusive', async (rule, asked, answer, reason) => {
    expect(await verdictOf(SESSION_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`inconclusive: ${reason}`);
  });
});
