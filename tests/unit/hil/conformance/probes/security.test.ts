import { describe, expect, it } from 'vitest';
import { SECURITY_PROBES } from '../../../../../hil/conformance/probes/security.ts';
import { OWN, verdictOf } from '../../../../support/probed-car.ts';

const KEY = `27 02${' 00'.repeat(6)}`;
const LONG_SEED_REQUEST = `27 01${' 00'.repeat(65)}`;

describe('the probes of security access at our own car', () => {
  it.each([36, 37, 38, 39, 40, 41, 42, 43])('pass rule %i', async (rule) => {
    expect(await verdictOf(SECURITY_PROBES, rule)).toBe('pass');
    expect(await verdictOf(SECURITY_PROBES, rule, { endpoint: 'oem' })).toBe('pass');
  });

  it('send no key, without permission, that counts as an attempt', () => {
    const destructive = SECURITY_PROBES.filter((probe) => probe.destructive === true);
    expect(destructive.map(({ rules }) => rules)).toEqual([[39], [40], [41], [42, 43]]);
  });
});

describe('the probes of security access at an ECU with a flaw', () => {
  it.each([
    [36, '27 00', '7F 27 24', '27 00: 7F 27 24 instead of 7F 27 12'],
    [36, '27 7F', '7F 27 24', '27 7F: 7F 27 24 instead of 7F 27 12'],
    [37, '27 01', '67 01 11 22', '27 01: 67 01 11 22 instead of 7F 27 7F'],
    [38, '27 01', '67 01 00 00', 'a locked level gives an all-zero seed: 67 01 00 00'],
    [39, KEY, '7F 27 35', `${KEY}: 7F 27 35 instead of 7F 27 24`],
    [40, '27 02', '7F 27 35', '27 02: 7F 27 35 instead of 7F 27 13'],
    [40, LONG_SEED_REQUEST, '67 01 11', `${LONG_SEED_REQUEST}: 67 01 11 instead of 7F 27 13`],
    [41, KEY, '67 02', 'a wrong key: 67 02 instead of 7F 27 35'],
    [41, KEY, '7F 27 35', `${KEY}: 7F 27 35 instead of 7F 27 24`],
    [42, KEY, '7F 27 35', 'after wrong keys: 7F 27 35 instead of 7F 27 36'],
    [42, KEY, null, 'after wrong keys: silence instead of 7F 27 36'],
  ])('rule %i: %s answered %s fails', async (rule, asked, answer, reason) => {
    expect(await verdictOf(SECURITY_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`fail: ${reason}`);
  });

  it('rule 38: an all-zero seed among others fails', async () => {
    const flaws = { '27 01': [OWN, OWN, '67 01 00 00 00 00 00 00 00 00'] };
    expect(await verdictOf(SECURITY_PROBES, 38, { flaws })).toBe(
      'fail: a locked level gives an all-zero seed: 67 01 00 00 00 00 00 00 00 00',
    );
  });

  it('rule 43: a seed in the delay fails', async () => {
    const flaws = { [KEY]: '7F 27 36', '27 01': [OWN, '67 01 11 22'] };
    expect(await verdictOf(SECURITY_PROBES, 43, { flaws })).toBe('fail: 27 01: 67 01 11 22 instead of 7F 27 37');
  });

  it.each([
    [36, '27 7F', '7F 27 11', 'the ECU has no 0x27 in the extended session'],
    [37, '27 7F', '7F 27 7F', 'the ECU has no 0x27 in the extended session'],
    [38, '27 01', '7F 27 37', 'the delay after wrong keys is running'],
    [38, '27 01', '7F 27 11', 'no security level gives a seed'],
    [41, KEY, '7F 27 36', 'the first wrong key starts the delay'],
  ])('rule %i: %s answered %s is inconclusive', async (rule, asked, answer, reason) => {
    expect(await verdictOf(SECURITY_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`inconclusive: ${reason}`);
  });

  it('rule 41: inconclusive if the ECU accepts no key length', async () => {
    const keys = Array.from({ length: 31 }, (_, index) => `27 02${' 00'.repeat(index + 2)}`);
    const flaws = Object.fromEntries(keys.map((key) => [key, '7F 27 13']));
    expect(await verdictOf(SECURITY_PROBES, 41, { flaws })).toBe('inconclusive: no key length is accepted');
  });
});
