import { describe, expect, it } from 'vitest';
import {
  takeKeySeed,
  takeText,
  takeToolVersion,
  takeVin,
  takeVinWithCheckDigit,
} from '../../../../../hil/dealer/rules/form-fields.ts';

const VIN = '4T1BZ1FB4KU999999';

describe('a typed text', () => {
  it('is taken without the blanks around it, up to 64 signs', () => {
    expect(takeText('repairOrder', 'the order', ' 123 ')).toEqual({ kind: 'taken', value: '123' });
    expect(takeText('repairOrder', 'the order', 'x'.repeat(64)).kind).toBe('taken');
  });

  it.each(['', '   ', 'x'.repeat(65), 'a\u202eb'])('DLR-10: is refused at its field: %j', (typed) => {
    expect(takeText('repairOrder', 'the order', typed)).toMatchObject({
      kind: 'refused',
      code: 'invalid-field',
      field: 'repairOrder',
    });
  });
});

describe('a typed VIN', () => {
  it('DLR-3: is taken in capitals', () => {
    expect(takeVin(' 4t1bz1fb4ku999999 ')).toEqual({ kind: 'taken', value: VIN });
  });

  it('DLR-10: is refused with the check digit that would fit', () => {
    expect(takeVin('4T1BZ1FB5KU999999')).toMatchObject({
      code: 'invalid-field',
      field: 'vin',
      checkDigit: { field: 'vin', expected: '4' },
    });
    expect(takeVin('4T1BZ1FB4KU99999')).not.toHaveProperty('checkDigit');
  });

  it('DLR-7: is refused if its second check digit is wrong', () => {
    const refusal = takeVinWithCheckDigit(VIN, '#');
    expect(refusal).toMatchObject({ kind: 'refused', field: 'vin', checkDigit: { field: 'vinCheckDigit' } });
    const expected = 'checkDigit' in refusal ? refusal.checkDigit.expected : '';
    expect(takeVinWithCheckDigit(VIN, ` ${expected.toLowerCase()} `)).toEqual({ kind: 'taken', value: VIN });
  });
});

describe('a typed seed', () => {
  it('DLR-10: is refused at the data that has not its digits', () => {
    const typed = { data1: 'xyz', data1CheckDigit: '0', data2: '', data2CheckDigit: '', data3: '' };
    expect(takeKeySeed(typed, VIN)).toMatchObject({ kind: 'refused', code: 'invalid-field', field: 'data1' });
  });
});

describe('a typed tool version', () => {
  it('DLR-6: is taken from 13.10.019 on', () => {
    expect(takeToolVersion(' 13.10.019 ')).toEqual({ kind: 'taken', value: '13.10.019' });
    expect(takeToolVersion('14.0').kind).toBe('taken');
  });

  it('DLR-7: is refused if it is too old or invalid', () => {
    expect(takeToolVersion('13.10.018')).toMatchObject({ code: 'tool-too-old', field: 'toolVersion' });
    expect(takeToolVersion('new')).toMatchObject({ code: 'invalid-field', field: 'toolVersion' });
  });
});
