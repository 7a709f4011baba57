import { describe, expect, it } from 'vitest';
import { SENDING_PROBES } from '../../../../../hil/conformance/probes/transport-sending.ts';
import { OWN, verdictOf } from '../../../../support/probed-car.ts';

const READ_VIN = '03 22 F1 90';

describe('the probes of sending at our own car', () => {
  it.each([57, 60, 61, 62])('pass rule %i', async (rule) => {
    expect(await verdictOf(SENDING_PROBES, rule)).toBe('pass');
    expect(await verdictOf(SENDING_PROBES, rule, { endpoint: 'oem' })).toBe('pass');
  });

  it.each([57, 60, 61, 62])('need frames of 8 bytes, and an answer longer than one, for rule %i', async (rule) => {
    expect(await verdictOf(SENDING_PROBES, rule, { context: { isClassical: false } })).toBe(
      'not probed: only with frames of 8 bytes',
    );
    expect(await verdictOf(SENDING_PROBES, rule, { flaws: { [READ_VIN]: '03 7F 22 31' } })).toBe(
      'inconclusive: no response of several frames to 22 F1 90: 03 7F 22 31',
    );
    expect(await verdictOf(SENDING_PROBES, rule, { flaws: { [READ_VIN]: null } })).toBe(
      'inconclusive: no response of several frames to 22 F1 90: silence',
    );
  });
});

describe('the probes of sending at an ECU with a flaw', () => {
  it.each([
    [57, '30 00 00', '22 00', 'SN of 22 00'],
    [57, '30 00 00', '21 00 | 21 00', 'SN of 21 00, 21 00'],
    [57, '30 00 00', null, '30 00 00: silence instead of consecutive frames'],
    [60, '31 00 00', '21 00', '31 00 00 (wait): 21 00'],
    [60, '30 01 00', '21 00 | 22 00', '30 01 00 (a block of one): 2 frames'],
    [60, '30 01 00', null, '30 01 00 (a block of one): 0 frames'],
    [60, '30 00 00', null, '30 00 00 after a block: silence'],
    [60, '32 00 00', '21 00', '32 00 00: 21 00 instead of silence'],
    [60, '33 00 00', '21 00', '33 00 00: 21 00 instead of silence'],
    [60, '3F 00 00', '21 00', '3F 00 00: 21 00 instead of silence'],
    [60, '30 00 00', [OWN, '21 00'], '30 00 00 after the message was given up: 21 00'],
    // Four messages have been sent or given up before the one whose flow control is too late.
    [60, '30 00 00', [OWN, OWN, OWN, OWN, '21 00'], '30 00 00 after the message was given up: 21 00'],
    [61, '30 00 14', '21 00 @1 | 22 00 @20', 'STmin 14: 22 00 came 19 ms after the one before'],
    [61, '30 00 80', '21 00 @1 | 22 00 @2', 'STmin 80: 22 00 came 1 ms after the one before'],
    [61, '30 00 FF', '21 00 @1', '30 00 FF: 1 frame came'],
    [62, '30 00 00', '21 00 @901', 'the consecutive frame came after 901 ms'],
    [62, '30 00 00', null, '30 00 00: silence instead of consecutive frames'],
  ])('rule %i: %s answered %j fails', async (rule, asked, answer, reason) => {
    expect(await verdictOf(SENDING_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`fail: ${reason}`);
  });

  it('rule 61: what the way to the ECU adds is not taken for a STmin that is too short', async () => {
    const flaws = { '30 00 14': '21 00 @1 | 22 00 @20' };
    expect(await verdictOf(SENDING_PROBES, 61, { flaws, context: { jitterUs: 1000 } })).toBe('pass');
  });
});
