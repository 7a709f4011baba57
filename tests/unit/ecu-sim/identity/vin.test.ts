import { describe, expect, it } from 'vitest';

import { describeVinFault, findVinFault, vinCheckDigit, vinCheckSign } from '../../../../ecu-sim/identity/vin.ts';

describe('a VIN', () => {
  it.each(['4T1BZ1FB4KU999999', '4T1BZ1FB3KU000000', '4T1B21FB9KU999999', '4T1B21FB8KU000000', '1M8GDM9AXKP042788'])(
    'DLR-3 %s is valid (49 CFR 565 check digit)',
    (vin) => {
      expect(findVinFault(vin)).toBeNull();
    },
  );

  it('DLR-10 names the expected check digit', () => {
    const fault = findVinFault('4T1BZ1FB5KU999999');
    expect(fault).toEqual({ kind: 'check-digit', position: 9, found: '5', expected: '4' });
    expect(fault && describeVinFault(fault)).toBe('must have the check digit "4" at position 9, where it has "5"');
  });

  it.each(['I', 'O', 'Q', 'a', ' '])('DLR-10 names the position of the sign "%s", which no VIN has', (sign) => {
    const fault = findVinFault(`4T1${sign}Z1FB4KU999999`);
    expect(fault).toEqual({ kind: 'sign', position: 4, sign });
    expect(fault && describeVinFault(fault)).toContain(`"${sign}" at position 4`);
  });

  it('DLR-3 has 17 characters', () => {
    const fault = findVinFault('4T1BZ1FB4KU99999');
    expect(fault).toEqual({ kind: 'length', length: 16 });
    expect(fault && describeVinFault(fault)).toBe('must have 17 characters, this one has 16');
  });

  it('has X where the remainder is 10', () => {
    expect(vinCheckDigit('1M8GDM9A0KP042788')).toBe('X');
    // R counts 9: eight times 9 and the weights of sixteen ones, 153 in all.
    expect(vinCheckDigit('R1111111111111111')).toBe('X');
  });

  it.each([
    ['4T1BZ1FB4KU999999', 'R'],
    ['4T1BZ1FB3KU000000', '2'],
    ['4T1B21FB9KU999999', 'C'],
    ['4T1B21FB8KU000000', 'N'],
  ])('DLR-7 %s is shown with the check digit %s (Luhn modulo 36)', (vin, sign) => {
    expect(vinCheckSign(vin)).toBe(sign);
  });
});
