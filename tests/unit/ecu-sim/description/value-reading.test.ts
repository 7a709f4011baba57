import { describe, expect, it } from 'vitest';
import { readingOf, readingOfFields } from '../../../../ecu-sim/description/value-reading.ts';
import type { FieldSpec } from '../../../../ecu-sim/description/value-spec.ts';

const ENUMERATIONS = { colour: { codes: { red: 1, green: 2 } } };
const FIELDS: readonly FieldSpec[] = [
  { kind: 'flags', flags: [{ name: 'open' }, { name: 'locked' }] },
  { name: 'colour', kind: 'enumeration', of: 'colour' },
];

describe('what a coded value means', () => {
  it('a code by its name, or the number where it has none', () => {
    const colour = { kind: 'enumeration', of: 'colour' } as const;
    expect([1, 2, 3].map((code) => readingOf(colour, code, ENUMERATIONS))).toEqual(['red', 'green', 3]);
  });

  it('a number in its unit, or in its hexadecimal digits', () => {
    expect(readingOf({ kind: 'number', bits: 16, scale: 0.25 }, 2800, {})).toBe(700);
    expect(readingOf({ kind: 'number', bits: 32, hexDigits: 8 }, 0xa1, {})).toBe('000000A1');
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
