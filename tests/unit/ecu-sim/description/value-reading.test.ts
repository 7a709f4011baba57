import { describe, expect, it } from 'vitest';
import { readingOf, readingOfFields } from '../../../../ecu-sim/description/value-reading.ts';
import type { FieldSpec } from '../../../../ecu-sim/description/value-spec.ts';

const ENUMERATIONS = { colour: { codes: { red: 1, green: 2 } } };
const FIELDS: readonly FieldSpec[] = [
  { kind: 'flags', flags: [{ name: 'open' }, { name: 'locked' }] },
  { name: 'colour', kind: 'enumeration', of: 'colour' },
];

describe('what a coded value means', () => {
  it('a code by its name, or the number if it has no name', () => {
    const colour = { kind: 'enumeration', of: 'colour' } as const;
    expect([1, 2, 3].map((code) => readingOf(colour, code, ENUMERATIONS))).toEqual(['red', 'green', 3]);
  });

  it('a number in its unit, or in its hexadecimal digits', () => {
    expect(readingOf({ kind: 'number', bits: 16, scale: 0.25 }, 2800, {})).toBe(700);
    expect(readingOf({ kind: 'number', bits: 32, hexDigits: 8 }, 0xa1, {})).toBe('000000A1');
  });

  it('a number with four decimals at most, beside its offset', () => {
    expect(readingOf({ kind: 'number', bits: 8, scale: 100 / 255 }, 1, {})).toBe(0.3922);
    expect(readingOf({ kind: 'number', bits: 8, scale: 1 / 3, offset: -40 }, 1, {})).toBe(-39.6667);
    expect(readingOf({ kind: 'number', bits: 32 }, 4_294_967_295, {})).toBe(4_294_967_295);
    expect(readingOf({ kind: 'number', bits: 8, offset: -40 }, 65, {})).toBe(25);
  });

  it('an optional number as the number, and a code of no enumeration as the code', () => {
    expect(readingOf({ kind: 'optional', of: { kind: 'number', bits: 16, hexDigits: 4 } }, 0xab, {})).toBe('00AB');
    expect(readingOf({ kind: 'enumeration', of: 'shape' }, 1, ENUMERATIONS)).toBe(1);
    expect(
      readingOf({ kind: 'counted-list', capacity: 2, of: { kind: 'enumeration', of: 'colour' } }, [2], ENUMERATIONS),
    ).toEqual(['green']);
  });

  it('a text and a flag unchanged, and a missing field as false or null', () => {
    expect([readingOf({ kind: 'text', bytes: 3 }, 'VSK', {}), readingOf({ kind: 'flag' }, true, {})]).toEqual([
      'VSK',
      true,
    ]);
    expect(readingOfFields(FIELDS, {}, ENUMERATIONS)).toEqual({ open: false, locked: false, colour: null });
  });

  it('bytes as hexadecimal text, and nothing as nothing', () => {
    expect(readingOf({ kind: 'bytes', bytes: 2 }, Uint8Array.of(0x12, 0xab), {})).toBe('12AB');
    expect(readingOf({ kind: 'optional', of: { kind: 'number', bits: 8 } }, null, {})).toBeNull();
  });

  it('the fields of a record by name, each flag beside them', () => {
    const value = { open: true, colour: 2 };
    const reading = { open: true, locked: false, colour: 'green' };
    expect(readingOfFields(FIELDS, value, ENUMERATIONS)).toEqual(reading);
    const list = { kind: 'list', each: 'entry', of: { kind: 'record', fields: FIELDS } } as const;
    expect(readingOf(list, [value], ENUMERATIONS)).toEqual([reading]);
  });

  it('a value of another kind than declared is a bug', () => {
    expect(() => readingOf({ kind: 'flag' }, [1], {})).toThrow('a list is read as declared');
    expect(() => readingOf({ kind: 'flag' }, { a: 1 }, {})).toThrow('a record is read as declared');
    expect(() => readingOf({ kind: 'flag' }, 1, {})).toThrow('a number is read as declared');
  });
});
