import { describe, expect, it } from 'vitest';
import { computeValue, unitText } from '../../../../../hil/explain/pdx/computed-value.ts';
import { element } from './odx-fixture.ts';

function method(category: string, scales: string, more: string = ''): ReturnType<typeof element> {
  return element(
    `<COMPU-METHOD><CATEGORY>${category}</CATEGORY><COMPU-INTERNAL-TO-PHYS><COMPU-SCALES>${scales}</COMPU-SCALES>${more}</COMPU-INTERNAL-TO-PHYS></COMPU-METHOD>`,
  );
}
function limits(lower: string, upper: string, content: string): string {
  return `<COMPU-SCALE><LOWER-LIMIT>${lower}</LOWER-LIMIT><UPPER-LIMIT>${upper}</UPPER-LIMIT>${content}</COMPU-SCALE>`;
}
function coefficients(numerator: readonly number[], denominator: readonly number[]): string {
  const list = (values: readonly number[]): string => values.map((value) => `<V>${value}</V>`).join('');
  return `<COMPU-RATIONAL-COEFFS><COMPU-NUMERATOR>${list(numerator)}</COMPU-NUMERATOR><COMPU-DENOMINATOR>${list(denominator)}</COMPU-DENOMINATOR></COMPU-RATIONAL-COEFFS>`;
}
const text = (words: string): string => `<COMPU-CONST><VT>${words}</VT></COMPU-CONST>`;

describe('the meaning of a coded value', () => {
  it('is a line, a part of several lines, or a quotient', () => {
    expect(computeValue(method('LINEAR', `<COMPU-SCALE>${coefficients([-40, 1], [1])}</COMPU-SCALE>`), 123)).toBe('83');
    expect(computeValue(method('LINEAR', `<COMPU-SCALE>${coefficients([0, 1], [3])}</COMPU-SCALE>`), 1)).toBe(
      '0.333333',
    );
    const parts = limits('0', '9', coefficients([0, 1], [1])) + limits('10', '20', coefficients([0, 10], [1]));
    expect([5, 12, 21].map((value) => computeValue(method('SCALE-LINEAR', parts), value))).toEqual(['5', '120', null]);
    expect(computeValue(method('RAT-FUNC', `<COMPU-SCALE>${coefficients([1], [0, 1])}</COMPU-SCALE>`), 4)).toBe('0.25');
    expect(computeValue(method('RAT-FUNC', `<COMPU-SCALE>${coefficients([1], [0, 1])}</COMPU-SCALE>`), 0)).toBeNull();
  });

  it('is a text of a table, its default, or none', () => {
    const scales = limits('0', '0', text('off')) + limits('1', '3', text('on'));
    expect([0, 2, 4].map((value) => computeValue(method('TEXTTABLE', scales), value))).toEqual(['off', 'on', null]);
    const other = `<COMPU-DEFAULT-VALUE><VT>reserved</VT></COMPU-DEFAULT-VALUE>`;
    expect(computeValue(method('TEXTTABLE', scales, other), 4)).toBe('reserved');
    const open = `<COMPU-SCALE><LOWER-LIMIT INTERVAL-TYPE="OPEN">5</LOWER-LIMIT><UPPER-LIMIT INTERVAL-TYPE="INFINITE"/>${text('high')}</COMPU-SCALE>`;
    expect([5, 6].map((value) => computeValue(method('TEXTTABLE', open), value))).toEqual([null, 'high']);
  });

  it('is between two points of a table', () => {
    const point = (at: number, value: number): string =>
      `<COMPU-SCALE><LOWER-LIMIT>${at}</LOWER-LIMIT><COMPU-CONST><V>${value}</V></COMPU-CONST></COMPU-SCALE>`;
    const table = method('TAB-INTP', point(0, 100) + point(10, 200));
    expect([0, 5, 10, 11].map((value) => computeValue(table, value))).toEqual(['100', '150', '200', null]);
  });

  it('is the value itself where nothing is computed', () => {
    expect(computeValue(method('IDENTICAL', ''), 7)).toBe('7');
    expect(computeValue(method('COMPUCODE', ''), 7)).toBe('7');
    expect(computeValue(null, 'ABC')).toBe('ABC');
  });

  it('has a unit by its display name', () => {
    expect(unitText(element('<UNIT><SHORT-NAME>kmh</SHORT-NAME><DISPLAY-NAME>km/h</DISPLAY-NAME></UNIT>'))).toBe(
      'km/h',
    );
    expect(unitText(element('<UNIT><SHORT-NAME>rpm</SHORT-NAME></UNIT>'))).toBe('rpm');
    expect(unitText(null)).toBe('');
  });
});
