import { describe, expect, it } from 'vitest';
import { ByteReader, decodeExactly } from '../../../../can-bus/bytes/byte-reader.ts';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { codecOf, fieldsCodec, fixedFieldsSize, fixedSize } from '../../../../ecu-sim/description/value-codec.ts';
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
  {
    spec: { kind: 'number', bits: 48 },
    bytes: 'FF FF FF FF FF FF',
    coded: 0xffff_ffff_ffff,
    reading: 0xffff_ffff_ffff,
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
    spec: { kind: 'bytes', bytes: 'rest' },
    bytes: '12 34 56',
    coded: fromHex('123456'),
    reading: '123456',
    size: null,
  },
  {
    spec: { kind: 'list', each: 'level', of: { kind: 'number', bits: 8 } },
    bytes: '05 06 07',
    coded: [5, 6, 7],
    reading: [5, 6, 7],
    size: null,
  },
  {
    spec: { kind: 'counted-list', capacity: 2, of: { kind: 'number', bits: 16 } },
    bytes: '02 00 07 00 08',
    coded: [7, 8],
    reading: [7, 8],
    size: 5,
  },
  {
    spec: {
      kind: 'record',
      fields: [
        { name: 'ids', kind: 'counted-list', capacity: 3, of: { kind: 'number', bits: 16 } },
        { name: 'last', kind: 'number', bits: 8 },
      ],
    },
    bytes: '01 00 07 00 00 00 00 09',
    coded: { ids: [7], last: 9 },
    reading: { ids: [7], last: 9 },
    size: 8,
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
  it('is compiled once', () => {
    // Copies: those of the other tests are compiled where they are tested.
    for (const spec of VECTORS.map((vector) => structuredClone(vector.spec))) expect(codecOf(spec)).toBe(codecOf(spec));
  });

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

  it.each(VECTORS)('of kind $spec.kind takes its own place among other bytes', ({ spec, bytes, coded }) => {
    const codec = codecOf(spec);
    const own = fromHex(bytes);
    const all = new Uint8Array(own.length + 5).fill(0xee);
    expect(codec.encode(coded, all, 3)).toBe(3 + own.length);
    expect(toHex(all, ' ')).toBe(`EE EE EE ${bytes} EE EE`);
  });

  it('of fixed length has one in its parts too', () => {
    const [rest, byte]: [ValueSpec, ValueSpec] = [
      { kind: 'text', bytes: 'rest' },
      { kind: 'number', bits: 8 },
    ];
    const record = (...specs: readonly ValueSpec[]): ValueSpec => ({
      kind: 'record',
      fields: specs.map((spec, index) => ({ name: `part${index}`, ...spec })),
    });
    expect(fixedSize({ kind: 'optional', of: { kind: 'number', bits: 16 } })).toBe(3);
    expect([fixedSize({ kind: 'optional', of: rest }), fixedSize({ kind: 'bytes', bytes: 'rest' })]).toEqual([
      null,
      null,
    ]);
    expect(fixedSize({ kind: 'counted-list', capacity: 3, of: rest })).toBeNull();
    expect(fixedSize({ kind: 'counted-list', capacity: 3, of: { kind: 'number', bits: 16 } })).toBe(7);
    expect([record(rest, byte), record(byte, rest), record(byte, byte)].map(fixedSize)).toEqual([null, null, 2]);
    expect(fixedSize({ kind: 'flags', flags: [{ name: 'open' }] })).toBe(1);
    expect(fixedFieldsSize([])).toBe(0);
    expect(() => codecOf({ kind: 'optional', of: rest })).toThrow('a value that may be absent has a fixed length');
  });

  it('of text is padded with zeros, and cut at its length', () => {
    const text = codecOf({ kind: 'text', bytes: 4 });
    const bytes = new Uint8Array(6).fill(0xee);
    expect(text.encode('AB', bytes, 1)).toBe(5);
    expect(toHex(bytes, ' ')).toBe('EE 41 42 00 00 EE');
    text.encode('ABCDEF', bytes, 1);
    expect(toHex(bytes, ' ')).toBe('EE 41 42 43 44 EE');
  });

  it('of a flag is yes for each byte but 0, and one that may be absent is there for 1', () => {
    const flag = codecOf({ kind: 'flag' });
    const read = (hex: string): unknown => decodeExactly(fromHex(hex), (reader) => flag.decode(reader));
    expect([read('00'), read('01'), read('80')]).toEqual([false, true, true]);
    const bytes = new Uint8Array(2);
    expect([flag.encode(true, bytes, 0), flag.encode(false, bytes, 1), toHex(bytes)]).toEqual([1, 2, '0100']);
    const optional = codecOf({ kind: 'optional', of: { kind: 'number', bits: 8 } });
    const there = (hex: string): unknown => decodeExactly(fromHex(hex), (reader) => optional.decode(reader));
    expect([there('00 07'), there('01 07'), there('02 07')]).toEqual([null, 7, null]);
  });

  it('that a list has no room for says so', () => {
    const codec = codecOf({ kind: 'counted-list', capacity: 2, of: { kind: 'number', bits: 8 } });
    const reader = new ByteReader(fromHex('AA BB 03 01 02 03'));
    reader.u16();
    const refusal = { code: 'byte-length', offset: 2, message: 'there is room for 2 entries, not 3' };
    expect(() => codec.decode(reader)).toThrow(expect.objectContaining(refusal));
    expect(codecOf({ kind: 'bytes', bytes: 2 }).size(Uint8Array.of(1, 2, 3))).toBe(2);
    const bytes = new Uint8Array(4).fill(0xee);
    expect(codec.encode([9], bytes, 1)).toBe(4);
    expect(toHex(bytes, ' ')).toBe('EE 01 09 00');
  });

  it('of fields without a fixed length is as long as its parts', () => {
    const fields = fieldsCodec([
      { kind: 'flags', flags: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
      { name: 'count', kind: 'number', bits: 16 },
      { name: 'text', kind: 'text', bytes: 'rest' },
    ]);
    const value = { a: true, b: false, c: true, count: 0x0102, text: 'VSK' };
    expect(fields.size(value)).toBe(6);
    const bytes = new Uint8Array(8).fill(0xee);
    expect(fields.encode(value, bytes, 1)).toBe(7);
    expect(toHex(bytes, ' ')).toBe('EE 05 01 02 56 53 4B EE');
    expect(decodeExactly(bytes.subarray(1, 7), (reader) => fields.decode(reader))).toEqual(value);
  });

  it.each<readonly [ValueSpec, CodedValue, string]>([
    [{ kind: 'number', bits: 8 }, true, 'a number is declared here'],
    [{ kind: 'text', bytes: 2 }, 7, 'a text is declared here'],
    [{ kind: 'bytes', bytes: 2 }, 'AB', 'bytes are declared here'],
    [{ kind: 'counted-list', capacity: 1, of: { kind: 'flag' } }, { a: true }, 'a list is declared here'],
    [RECORD, null, 'a record is declared here'],
    [RECORD, 'red', 'a record is declared here'],
    [RECORD, Uint8Array.of(1), 'a record is declared here'],
    [RECORD, [1], 'a record is declared here'],
    [RECORD, { open: true, locked: true }, 'the field colour is declared here'],
  ])('%j is not written from %j', (spec, value, message) => {
    expect(() => codecOf<ValueSpec>(spec).encode(value, new Uint8Array(8), 0)).toThrow(message);
  });

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
