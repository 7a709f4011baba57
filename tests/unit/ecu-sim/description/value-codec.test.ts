import { describe, expect, it } from 'vitest';
import { decodeExactly } from '../../../../can-bus/bytes/byte-reader.ts';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { codecOf, fixedSize } from '../../../../ecu-sim/description/value-codec.ts';
import { readingOf, type ReadingValue } from '../../../../ecu-sim/description/value-reading.ts';
import { timePlaces } from '../../../../ecu-sim/description/time-places.ts';
import type { CodedValue, ValueSpec } from '../../../../ecu-sim/description/value-spec.ts';

const ENUMERATIONS = { colour: { codes: { red: 1, green: 2 } } };

const RECORD: ValueSpec = {
  kind: 'record',
  fields: [
    { kind: 'flags', flags: [{ name: 'open' }, { name: 'locked' }] },
    { name: 'colour', kind: 'enumeration', of: 'colour' },
    { name: 'sinceMs', kind: 'number', bits: 24, unit: 'ms', isTime: true },
  ],
};

interface Vector {
  readonly spec: ValueSpec;
  readonly bytes: string;
  readonly coded: CodedValue;
  readonly reading: ReadingValue;
  readonly size: number | null;
}

const VECTORS: readonly Vector[] = [
  { spec: { kind: 'number', bits: 8 }, bytes: 'FE', coded: 254, reading: 254, size: 1 },
  { spec: { kind: 'number', bits: 16, scale: 0.25 }, bytes: '0A F0', coded: 2800, reading: 700, size: 2 },
  { spec: { kind: 'number', bits: 24 }, bytes: '0E A2 18', coded: 959_000, reading: 959_000, size: 3 },
  {
    spec: { kind: 'number', bits: 32, hexDigits: 8 },
    bytes: 'A1 00 00 01',
    coded: 0xa100_0001,
    reading: 'A1000001',
    size: 4,
  },
  {
    spec: { kind: 'number', bits: 48 },
    bytes: 'FF 00 00 00 00 01',
    coded: 0xff00_0000_0001,
    reading: 0xff00_0000_0001,
    size: 6,
  },
  { spec: { kind: 'enumeration', of: 'colour' }, bytes: '02', coded: 2, reading: 'green', size: 1 },
  { spec: { kind: 'enumeration', of: 'colour' }, bytes: '07', coded: 7, reading: 7, size: 1 },
  { spec: { kind: 'flag' }, bytes: '01', coded: true, reading: true, size: 1 },
  { spec: { kind: 'text', bytes: 'rest' }, bytes: '56 53 4B', coded: 'VSK', reading: 'VSK', size: null },
  { spec: { kind: 'text', bytes: 4 }, bytes: '56 53 4B 00', coded: 'VSK\0', reading: 'VSK\0', size: 4 },
  { spec: { kind: 'bytes', bytes: 2 }, bytes: '12 34', coded: Uint8Array.of(0x12, 0x34), reading: '1234', size: 2 },
  { spec: { kind: 'date' }, bytes: '19 01 02', coded: Uint8Array.of(0x19, 0x01, 0x02), reading: '190102', size: 3 },
  {
    spec: { kind: 'list', each: 'slot', of: { kind: 'optional', of: { kind: 'number', bits: 16 } } },
    bytes: '01 00 07 00 00 00',
    coded: [7, null],
    reading: [7, null],
    size: null,
  },
  {
    spec: { kind: 'counted-list', capacity: 3, of: { kind: 'number', bits: 8 } },
    bytes: '02 05 06 00',
    coded: [5, 6],
    reading: [5, 6],
    size: 4,
  },
  {
    spec: RECORD,
    bytes: '02 01 00 03 E8',
    coded: { open: false, locked: true, colour: 1, sinceMs: 1000 },
    reading: { open: false, locked: true, colour: 'red', sinceMs: 1000 },
    size: 5,
  },
];

describe('a declared value', () => {
  it.each(VECTORS)('of kind $spec.kind is $bytes both ways', ({ spec, bytes, coded, reading, size }) => {
    const codec = codecOf(spec);
    const encoded = new Uint8Array(codec.size(coded)).fill(0xee);
    expect(codec.encode(coded, encoded, 0)).toBe(encoded.length);
    expect(toHex(encoded, ' ')).toBe(bytes);
    expect(decodeExactly(fromHex(bytes), (reader) => codec.decode(reader))).toEqual(coded);
    expect(readingOf(spec, coded, ENUMERATIONS)).toEqual(reading);
    expect(fixedSize(spec)).toBe(size);
  });

  it.each(VECTORS.filter(({ size }) => size !== null))(
    'of kind $spec.kind is not read from too few bytes',
    (vector) => {
      const short = fromHex(vector.bytes).subarray(1);
      if (vector.spec.kind === 'counted-list') return;
      expect(decodeExactly(short, (reader) => codecOf(vector.spec).decode(reader))).toBeNull();
    },
  );

  it('that is too large is cut to its low bits, and one of another kind is a bug', () => {
    const bytes = new Uint8Array(1);
    codecOf({ kind: 'number', bits: 8 }).encode(0x1ff, bytes, 0);
    expect(bytes).toEqual(Uint8Array.of(0xff));
    const anything = (): ValueSpec => ({ kind: 'number', bits: 8 });
    expect(() => codecOf(anything()).encode('x', bytes, 0)).toThrow('a number is declared');
    expect(() => codecOf(RECORD).encode({ open: true }, new Uint8Array(5), 0)).toThrow('locked');
  });

  it('is read where empty places are left out, and not where there are more than it has room for', () => {
    const codec = codecOf({ kind: 'counted-list', capacity: 2, of: { kind: 'number', bits: 8 } });
    const read = (hex: string): unknown => decodeExactly(fromHex(hex), (reader) => codec.decode(reader));
    expect(read('01 09')).toEqual([9]);
    expect(read('03 01 02 03')).toBeNull();
    expect(read('02 01')).toBeNull();
  });

  it('says which of its bytes are times', () => {
    expect(timePlaces(RECORD, 5)).toEqual([2, 3, 4]);
    expect(timePlaces({ kind: 'counted-list', capacity: 2, of: RECORD }, 11)).toEqual([3, 4, 5, 8, 9, 10]);
    expect(timePlaces({ kind: 'list', each: 'x', of: { kind: 'number', bits: 8 } }, 3)).toEqual([]);
  });
});
