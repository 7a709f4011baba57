import { counted } from '../../can-bus/text/counted.ts';
import assert from 'node:assert/strict';
import { ByteLengthError, type ByteReader } from '../../can-bus/bytes/byte-reader.ts';
import type { Coded, CodedFields, CodedRecord, CodedValue, FieldSpec, RecordSpec, ValueSpec } from './value-spec.ts';

/** Encoder and decoder of a declared value, compiled once. */
export interface Codec<Value> {
  /** Length of the value in bytes. */
  size(value: Value): number;
  /** Writes it at `offset` and returns the offset after it. A number that is too large is truncated to its low bits. */
  encode(value: Value, bytes: Uint8Array, offset: number): number;
  /** @throws ByteLengthError where the bytes end early */
  decode(reader: ByteReader): Value;
}

/** What has been compiled, by its declaration. */
const compiled = new WeakMap<ValueSpec | readonly FieldSpec[], Codec<CodedValue>>();

/** Compiles a declaration, once; the compiled functions allocate nothing to encode. */
export function codecOf<const S>(spec: S & ValueSpec): Codec<Coded<S>>;
export function codecOf(spec: ValueSpec): Codec<unknown> {
  return compiledOnce(spec, spec);
}

function compiledOnce(declaration: ValueSpec | readonly FieldSpec[], spec: ValueSpec): Codec<CodedValue> {
  const known = compiled.get(declaration);
  if (known !== undefined) return known;
  const codec = compile(spec);
  compiled.set(declaration, codec);
  return codec;
}

function compile(spec: ValueSpec): Codec<CodedValue> {
  switch (spec.kind) {
    case 'number':
      return numberCodec(spec.bits);
    case 'enumeration':
      return numberCodec(8);
    case 'flag':
      return flagCodec();
    case 'text':
      return textCodec(spec.bytes);
    case 'bytes':
      return bytesCodec(spec.bytes);
    case 'date':
      return bytesCodec(3);
    case 'optional':
      return optionalCodec(compile(spec.of), sizeOfEmpty(spec.of));
    case 'list':
      return listCodec(compile(spec.of));
    case 'counted-list':
      return countedListCodec(compile(spec.of), spec.capacity, sizeOfEmpty(spec.of));
    case 'record':
      return recordCodec(spec);
  }
}

/** Consecutive fields, as a record. */
export function fieldsCodec<const F extends readonly FieldSpec[]>(fields: F): Codec<CodedFields<F>>;
export function fieldsCodec(fields: readonly FieldSpec[]): Codec<unknown> {
  return compiledOnce(fields, { kind: 'record', fields });
}

/** Length of a value of fixed length; null where it depends on the value or on the data. */
export function fixedSize(spec: ValueSpec | FieldSpec): number | null {
  switch (spec.kind) {
    case 'number':
      return spec.bits / 8;
    case 'enumeration':
    case 'flag':
    case 'flags':
      return 1;
    case 'text':
    case 'bytes':
      return spec.bytes === 'rest' ? null : spec.bytes;
    case 'date':
      return 3;
    case 'optional':
      return sum([1, fixedSize(spec.of)]);
    case 'list':
      return null;
    case 'counted-list': {
      const one = fixedSize(spec.of);
      return one === null ? null : 1 + spec.capacity * one;
    }
    case 'record':
      return fixedFieldsSize(spec.fields);
  }
}

export function fixedFieldsSize(fields: readonly FieldSpec[]): number | null {
  return sum(fields.map((field) => fixedSize(field)));
}

function sum(sizes: readonly (number | null)[]): number | null {
  return sizes.reduce((total, size) => (total === null || size === null ? null : total + size), 0);
}

function sizeOfEmpty(spec: ValueSpec): number {
  const size = fixedSize(spec);
  assert(size !== null, 'a value that may be absent has a fixed length');
  return size;
}

function numberCodec(bits: 8 | 16 | 24 | 32 | 48): Codec<CodedValue> {
  const size = bits / 8;
  return { size: () => size, encode: ENCODE_NUMBER[bits], decode: (reader) => reader[`u${bits}`]() };
}

type Encode = Codec<CodedValue>['encode'];

/** Writing into a byte array keeps only the low eight bits. */
const ENCODE_NUMBER: Readonly<Record<8 | 16 | 24 | 32 | 48, Encode>> = {
  8: (value, bytes, offset) => {
    bytes[offset] = numeric(value);
    return offset + 1;
  },
  16: (value, bytes, offset) => {
    const number = numeric(value);
    bytes[offset] = number >>> 8;
    bytes[offset + 1] = number;
    return offset + 2;
  },
  24: (value, bytes, offset) => {
    const number = numeric(value);
    bytes[offset] = number >>> 16;
    bytes[offset + 1] = number >>> 8;
    bytes[offset + 2] = number;
    return offset + 3;
  },
  32: encodeU32,
  48: (value, bytes, offset) => {
    const number = numeric(value);
    const high = Math.floor(number / 0x1_0000_0000);
    bytes[offset] = high >>> 8;
    bytes[offset + 1] = high;
    return encodeU32(number, bytes, offset + 2);
  },
};

function encodeU32(value: CodedValue, bytes: Uint8Array, offset: number): number {
  const number = numeric(value);
  bytes[offset] = number >>> 24;
  bytes[offset + 1] = number >>> 16;
  bytes[offset + 2] = number >>> 8;
  bytes[offset + 3] = number;
  return offset + 4;
}

function numeric(value: CodedValue): number {
  if (typeof value !== 'number') throw new Error('a number is declared here');
  return value;
}

function flagCodec(): Codec<CodedValue> {
  return {
    size: () => 1,
    encode: (value, bytes, offset) => {
      bytes[offset] = value === true ? 1 : 0;
      return offset + 1;
    },
    decode: (reader) => reader.u8() !== 0,
  };
}

/** Shorter text is padded with zeros. */
function textCodec(declared: number | 'rest'): Codec<CodedValue> {
  const sizeOf = (value: CodedValue): number => (declared === 'rest' ? textOf(value).length : declared);
  return {
    size: sizeOf,
    encode: (value, bytes, offset) => {
      const text = textOf(value);
      const end = offset + sizeOf(text);
      for (let at = offset, index = 0; at < end; at++, index++) {
        bytes[at] = index < text.length ? text.charCodeAt(index) : 0;
      }
      return end;
    },
    decode: (reader) => {
      let text = '';
      for (const byte of reader.bytes(declared === 'rest' ? reader.remaining : declared)) {
        text += String.fromCharCode(byte);
      }
      return text;
    },
  };
}

function textOf(value: CodedValue): string {
  if (typeof value !== 'string') throw new Error('a text is declared here');
  return value;
}

function bytesCodec(declared: number | 'rest'): Codec<CodedValue> {
  return {
    size: (value) => (declared === 'rest' ? byteRun(value).length : declared),
    encode: (value, bytes, offset) => {
      const run = byteRun(value);
      bytes.set(run, offset);
      return offset + run.length;
    },
    decode: (reader) => reader.bytes(declared === 'rest' ? reader.remaining : declared),
  };
}

function byteRun(value: CodedValue): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Error('bytes are declared here');
  return value;
}

function optionalCodec(inner: Codec<CodedValue>, innerSize: number): Codec<CodedValue> {
  return {
    size: () => 1 + innerSize,
    encode: (value, bytes, offset) => {
      bytes[offset] = value === null ? 0 : 1;
      if (value !== null) return inner.encode(value, bytes, offset + 1);
      bytes.fill(0, offset + 1, offset + 1 + innerSize);
      return offset + 1 + innerSize;
    },
    decode: (reader) => {
      const isThere = reader.u8() === 1;
      const value = inner.decode(reader);
      return isThere ? value : null;
    },
  };
}

function listOf(value: CodedValue): readonly CodedValue[] {
  if (!isList(value)) throw new Error('a list is declared here');
  return value;
}

function isList(value: CodedValue): value is readonly CodedValue[] {
  return Array.isArray(value);
}

function listCodec(inner: Codec<CodedValue>): Codec<CodedValue> {
  return {
    size: (value) => {
      let size = 0;
      for (const entry of listOf(value)) size += inner.size(entry);
      return size;
    },
    encode: (value, bytes, offset) => {
      let end = offset;
      for (const entry of listOf(value)) end = inner.encode(entry, bytes, end);
      return end;
    },
    decode: (reader) => {
      const entries: CodedValue[] = [];
      while (reader.remaining > 0) entries.push(inner.decode(reader));
      return entries;
    },
  };
}

function countedListCodec(inner: Codec<CodedValue>, capacity: number, entrySize: number): Codec<CodedValue> {
  const size = 1 + capacity * entrySize;
  return {
    size: () => size,
    encode: (value, bytes, offset) => {
      const entries = listOf(value);
      bytes[offset] = entries.length;
      let end = offset + 1;
      for (const entry of entries) end = inner.encode(entry, bytes, end);
      bytes.fill(0, end, offset + size);
      return offset + size;
    },
    decode: (reader) => {
      const { offset } = reader;
      const count = reader.u8();
      if (count > capacity)
        throw new ByteLengthError(offset, `there is room for ${counted(capacity, 'entry')}, not ${count}`);
      const entries = Array.from({ length: count }, () => inner.decode(reader));
      // Some ECUs omit the empty places.
      reader.bytes(Math.min((capacity - count) * entrySize, reader.remaining));
      return entries;
    },
  };
}

/** One field, or the bits of one byte. */
interface Part {
  readonly names: readonly string[];
  readonly codec: Codec<CodedValue> | null;
}

function recordCodec({ fields }: RecordSpec): Codec<CodedValue> {
  const parts = fields.map((field): Part => {
    if (field.kind === 'flags') return { names: field.flags.map(({ name }) => name), codec: null };
    return { names: [field.name], codec: compile(field) };
  });
  const fixed = fixedFieldsSize(fields);
  return {
    size: (value) => fixed ?? sizeOfParts(parts, recordOf(value)),
    encode: (value, bytes, offset) => {
      const record = recordOf(value);
      let end = offset;
      for (const part of parts) end = encodePart(part, record, bytes, end);
      return end;
    },
    decode: (reader) => {
      const record: Record<string, CodedValue> = {};
      for (const part of parts) decodePart(part, reader, record);
      return record;
    },
  };
}

function recordOf(value: CodedValue): CodedRecord {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || isList(value)) {
    throw new Error('a record is declared here');
  }
  return value;
}

function memberOf(record: CodedRecord, name: string): CodedValue {
  const value = record[name];
  if (value === undefined) throw new Error(`the field ${name} is declared here`);
  return value;
}

function sizeOfParts(parts: readonly Part[], record: CodedRecord): number {
  let size = 0;
  for (const { names, codec } of parts) size += codec?.size(memberOf(record, names[0] ?? '')) ?? 1;
  return size;
}

function encodePart({ names, codec }: Part, record: CodedRecord, bytes: Uint8Array, offset: number): number {
  if (codec !== null) return codec.encode(memberOf(record, names[0] ?? ''), bytes, offset);
  let byte = 0;
  for (let bit = 0; bit < names.length; bit++) if (memberOf(record, names[bit] ?? '') === true) byte |= 1 << bit;
  bytes[offset] = byte;
  return offset + 1;
}

function decodePart({ names, codec }: Part, reader: ByteReader, record: Record<string, CodedValue>): void {
  if (codec !== null) {
    record[names[0] ?? ''] = codec.decode(reader);
    return;
  }
  const byte = reader.u8();
  names.forEach((name, bit) => (record[name] = (byte & (1 << bit)) !== 0));
}
