import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../can-bus/bytes/hex.ts';
import { decodeCoded, isConstant } from '../../../../../hil/explain/pdx/coded-value.ts';
import { element, standardLength } from './odx-fixture.ts';

const BYTES = fromHex('12345678FF80000041424300');

describe('a value by its coded type', () => {
  it.each([
    ['a byte', standardLength(8), 0, 0, 0x12, 1],
    ['two bytes', standardLength(16), 0, 0, 0x1234, 2],
    ['low byte first', standardLength(16, 'A_UINT32', 'IS-HIGHLOW-BYTE-ORDER="false"'), 0, 0, 0x3412, 2],
    ['bits in the middle', standardLength(3), 0, 4, 1, 1],
    ['a signed byte', standardLength(8, 'A_INT32'), 4, 0, -1, 5],
    ['a floating-point number', standardLength(32, 'A_FLOAT32'), 0, 0, 5.690_456_613_903_524e-28, 4],
    ['a double', standardLength(64, 'A_FLOAT64'), 5, 0, null, 0],
    ['bytes', standardLength(24, 'A_BYTEFIELD'), 0, 0, '12 34 56', 3],
    ['text', standardLength(32, 'A_ASCIISTRING'), 8, 0, 'ABC', 12],
    ['beyond the end', standardLength(16), 11, 0, null, 0],
    ['no length', standardLength(0), 0, 0, null, 0],
  ])('%s', (_, type, at, bit, value, end) => {
    expect(decodeCoded(element(type), BYTES, at, bit)).toEqual(value === null ? null : { value, end });
  });

  it('has a length in front, a terminator, or that of a key', () => {
    const leading = `<DIAG-CODED-TYPE BASE-DATA-TYPE="A_BYTEFIELD" xsi:type="LEADING-LENGTH-INFO-TYPE"><BIT-LENGTH>8</BIT-LENGTH></DIAG-CODED-TYPE>`;
    expect(decodeCoded(element(leading), fromHex('02AABBCC'), 0, 0)).toEqual({ value: 'AA BB', end: 3 });
    expect(decodeCoded(element(leading), fromHex('09AABBCC'), 0, 0)).toBeNull();
    const zero = `<DIAG-CODED-TYPE BASE-DATA-TYPE="A_ASCIISTRING" TERMINATION="ZERO" xsi:type="MIN-MAX-LENGTH-TYPE"><MIN-LENGTH>0</MIN-LENGTH></DIAG-CODED-TYPE>`;
    expect(decodeCoded(element(zero), BYTES, 8, 0)).toEqual({ value: 'ABC', end: 11 });
    const rest = zero.replace('"ZERO"', '"END-OF-PDU"');
    expect(decodeCoded(element(rest), fromHex('4142'), 0, 0)).toEqual({ value: 'AB', end: 2 });
    const keyed = `<DIAG-CODED-TYPE BASE-DATA-TYPE="A_BYTEFIELD" xsi:type="PARAM-LENGTH-INFO-TYPE"><LENGTH-KEY-REF ID-REF="k"/></DIAG-CODED-TYPE>`;
    expect(decodeCoded(element(keyed), BYTES, 0, 0, (id) => (id === 'k' ? 16 : null))).toEqual({
      value: '12 34',
      end: 2,
    });
    expect(decodeCoded(element(keyed), BYTES, 0, 0)).toBeNull();
  });

  it('is null for an unknown type', () => {
    expect(decodeCoded(element('<DIAG-CODED-TYPE/>'), BYTES, 0, 0)).toBeNull();
  });

  it('is the constant of a parameter as a number or as bytes', () => {
    const param = (text: string): boolean =>
      isConstant(element(`<PARAM><CODED-VALUE>${text}</CODED-VALUE></PARAM>`), { value: 34, end: 1 });
    expect([param('34'), param('35')]).toEqual([true, false]);
    const bytes = element('<PARAM><CODED-VALUE>aabb</CODED-VALUE></PARAM>');
    expect(isConstant(bytes, { value: 'AA BB', end: 2 })).toBe(true);
    expect(isConstant(element('<PARAM/>'), { value: 1, end: 1 })).toBe(false);
  });
});
