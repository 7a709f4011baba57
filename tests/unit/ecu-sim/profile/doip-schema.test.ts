import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE, parseProfile, ProfileError } from '../../../../ecu-sim/profile.ts';

function problemOf(doip: Readonly<Record<string, unknown>>): string {
  try {
    parseProfile({ doip });
  } catch (error) {
    if (error instanceof ProfileError) return error.problems.map(({ field, rule }) => `${field} ${rule}`).join();
  }
  return '';
}

describe('the part doip of a profile', () => {
  it('has the addresses of the default car', () => {
    expect(DEFAULT_PROFILE.doip).toEqual({
      gateway: 0x1000,
      smartKey: 0x1750,
      body: 0x1740,
      engine: 0x17e0,
      functional: 0xe400,
      testers: [0x0e00, 0x0fff],
      authentication: null,
      confirmation: null,
    });
  });

  it.each<Readonly<Record<string, unknown>>>([
    { gateway: 0x0001 },
    { functional: 0xfffe },
    { body: 0x0dff },
    { testers: [0x0e00, 0x0e00] },
    { testers: [0x0001, 0x0fff] },
    { body: 0x0fff, testers: [0x0e00, 0x0ffe] },
    { authentication: 'C0FFEE00' },
    { authentication: 'c0ffee00' },
    { authentication: null },
  ])('takes %j', (doip) => {
    expect(problemOf(doip)).toBe('');
  });

  it.each<[Readonly<Record<string, unknown>>, string]>([
    [{ body: 0x0e00 }, 'doip.body must not be an address of testers, not 3584'],
    [{ body: 0x0fff }, 'doip.body must not be an address of testers, not 4095'],
    [{ body: 0xffff }, 'doip.body must be a logical address from 0x0001 to 0xFFFE, not 65535'],
    [{ body: 0x10000 }, 'doip.body must be a number or a hexadecimal text, from 0 to 0xFFFF, not 65536'],
    [{ testers: [0x0e01, 0x0e00] }, 'doip.testers must be the first and the last address of testers, in this order'],
    [{ testers: [0x0e00] }, 'doip.testers must be the first and the last address of testers, such as [0x0E00, 0x0FFF]'],
    [{ authentication: 'C0FFEE001' }, 'must be 8 hexadecimal digits in quotes, or null for none, not "C0FFEE001"'],
    [{ authentication: 'xC0FFEE00' }, 'must be 8 hexadecimal digits in quotes, or null for none'],
    [{ authentication: 12345678 }, 'must be 8 hexadecimal digits in quotes, or null for none, not 12345678'],
    [{ gateway: 0 }, 'doip.gateway must be a logical address from 0x0001 to 0xFFFE, not 0'],
    [{ body: '0xFFFF' }, 'doip.body must be a logical address from 0x0001 to 0xFFFE'],
    [{ engine: 0x1750 }, 'doip.engine must differ from smartKey, not 5968'],
    [{ functional: 0x1000 }, 'doip.functional must differ from gateway, not 4096'],
    [{ smartKey: 0x0e80 }, 'doip.smartKey must not be an address of testers, not 3712'],
    [{ testers: [0x0fff, 0x0e00] }, 'doip.testers must be the first and the last address of testers, in this order'],
    [
      { authentication: 'C0FFEE' },
      'doip.authentication must be 8 hexadecimal digits in quotes, or null for none, not "C0FFEE"',
    ],
    [{ confirmation: 'button' }, 'doip.confirmation must be ignition, or null for none, not "button"'],
    [{ smartkey: 0x1750 }, 'doip.smartkey is not a field of a profile'],
  ])('refuses %j', (doip, problem) => {
    expect(problemOf(doip)).toContain(problem);
  });
});
