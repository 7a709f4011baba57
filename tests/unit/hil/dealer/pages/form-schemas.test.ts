import { describe, expect, it } from 'vitest';
import {
  ENROL_SCHEMA,
  KEY_SCHEMA,
  REQUEST_SCHEMA,
  REQUEST_WITH_MANAGERS_SCHEMA,
} from '../../../../../hil/dealer/pages/form-schemas.ts';
import { pickTyped, readTyped, type Typed } from '../../../../../hil/dealer/pages/kit/typed-form.ts';

const REQUEST: Typed = {
  vin: ['4T1BZ1FB4KU999999'],
  repairOrder: ['123456'],
  customerLastName: ['Doe'],
  tickedPolicies: ['authority', 'identity', 'ownership', 'terms'],
  managerIds: ['mona', 'paul'],
};

describe('a request form', () => {
  it('DLR-3 is read when every field and box is right', () => {
    expect(readTyped(REQUEST, REQUEST_WITH_MANAGERS_SCHEMA)).toMatchObject({
      kind: 'read',
      value: { vin: '4T1BZ1FB4KU999999', tickedPolicies: ['authority', 'identity', 'ownership', 'terms'] },
    });
  });

  it('DLR-3 names every field and box that is wrong at once, and keeps what was typed', () => {
    const typed: Typed = { vin: ['4T1BZ1FB5KU999999'], repairOrder: [''], tickedPolicies: ['authority'] };
    const reading = readTyped(typed, REQUEST_SCHEMA);
    expect(reading.kind).toBe('invalid');
    expect(Object.keys(reading.form.errors)).toEqual([
      'vin',
      'repairOrder',
      'customerLastName',
      'tickedPolicies.identity',
      'tickedPolicies.ownership',
      'tickedPolicies.terms',
    ]);
    expect(reading.form.errors['vin']).toContain('check digit "4" at position 9');
    expect(reading.form.typed).toEqual(typed);
  });

  it.each([[[]], [['mona']], [['mona', 'mona']]])('DLR-3 wants two managers, not %j', (managerIds) => {
    const reading = readTyped({ ...REQUEST, managerIds }, REQUEST_WITH_MANAGERS_SCHEMA);
    expect(reading.form.errors).toEqual({ managerIds: 'Choose at least 2 managers.' });
  });
});

describe('an add-remove form', () => {
  it('DLR-10 names each of VIN, Data1, Data2 and Data3 that was mistyped, all at once', () => {
    const typed: Typed = {
      ...{ toolVersion: ['13.10.018'], vin: ['4T1BZ1FB4KU999999'], vinCheckDigit: ['?'] },
      ...{ repairOrder: ['123456'], customerLastName: ['Doe'] },
      ...{ data1: ['05A17C0D001'], data1CheckDigit: ['?'], data2: ['12'], data2CheckDigit: ['0'], data3: ['xyz'] },
    };
    const { errors } = readTyped(typed, KEY_SCHEMA).form;
    expect(Object.keys(errors)).toEqual(['toolVersion', 'vin', 'data1', 'data2', 'data3']);
    expect(errors['data1']).toContain('check digit');
    expect(errors['data2']).toContain('12 hexadecimal digits');
    expect(errors['data3']).toContain('8 hexadecimal digits');
  });

  it('DLR-10 says that Data3 is another vehicle’s only where the vehicle is known', () => {
    const zeros: Typed = {
      ...{ toolVersion: ['13.10.019'], vin: ['4T1BZ1FB4KU999999'], vinCheckDigit: ['?'] },
      ...{ repairOrder: ['1'], customerLastName: ['Doe'] },
      ...{ data1: ['00000000000'], data1CheckDigit: ['0'], data2: ['000000000000'], data2CheckDigit: ['0'] },
      data3: ['00000000'],
    };
    const unknown = readTyped(zeros, KEY_SCHEMA).form.errors;
    expect(Object.keys(unknown)).toEqual(['vin']);
    const sign = /check digit "(.)"/.exec(unknown['vin'] ?? '')?.[1] ?? '';
    const { errors } = readTyped({ ...zeros, vinCheckDigit: [sign] }, KEY_SCHEMA).form;
    expect(errors).toEqual({ data3: expect.stringContaining('does not belong to the vehicle') });
  });
});

describe('what comes in', () => {
  it('is limited to the fields of the form, whatever their names', () => {
    const body = new URLSearchParams('vin=a&__proto__[x]=1&__intent__={&__state__=[&vin.b=2&vin=c&constructor=d');
    const typed = pickTyped(body, ['vin', 'repairOrder']);
    expect(typed).toEqual({ vin: ['a', 'c'] });
    expect(readTyped(typed, REQUEST_SCHEMA).kind).toBe('invalid');
  });
});

describe('a form for somebody new', () => {
  it('DLR-1 that is empty says of each field what to enter', () => {
    const reading = readTyped({ staffId: [''], name: [' '], title: [''] }, ENROL_SCHEMA);
    expect(reading.kind === 'invalid' ? reading.form.errors : null).toEqual({
      staffId: 'The staff ID is missing. Choose one such as "tara" or "t.smith".',
      name: 'The name is missing. Enter it as it appears on requests and reports.',
      title: 'Choose a job title.',
    });
  });
});
