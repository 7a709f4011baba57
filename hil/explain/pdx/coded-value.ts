import { toHex } from '../../../can-bus/bytes/hex.ts';
import { child, numberIn, textIn, type OdxNode } from './odx-node.ts';

/** A value as it is in the message, and where it ends. */
interface CodedValue {
  readonly value: number | string;
  readonly end: number;
}

const MAX_NUMBER_BITS = 64;

/**
 * Reads a value by its DIAG-CODED-TYPE. Null where the message ends before it, or its type is not known.
 *
 * @param bit position of its lowest bit in the first byte
 * @param lengthOf the value of a length key that came before
 */
export function decodeCoded(
  type: OdxNode,
  bytes: Uint8Array,
  at: number,
  bit: number,
  lengthOf: (id: string) => number | null = () => null,
): CodedValue | null {
  const base = type.attributes['BASE-DATA-TYPE'] ?? 'A_UINT32';
  const isLittle = type.attributes['IS-HIGHLOW-BYTE-ORDER'] === 'false';
  switch (type.attributes['xsi:type']) {
    case 'STANDARD-LENGTH-TYPE':
      return read(base, bytes, at, bit, numberIn(type, 'BIT-LENGTH') ?? 0, isLittle);
    case 'LEADING-LENGTH-INFO-TYPE': {
      const length = read('A_UINT32', bytes, at, bit, numberIn(type, 'BIT-LENGTH') ?? 0, isLittle);
      return length === null ? null : read(base, bytes, length.end, 0, 8 * Number(length.value), isLittle);
    }
    case 'PARAM-LENGTH-INFO-TYPE': {
      const bits = lengthOf(child(type, 'LENGTH-KEY-REF')?.attributes['ID-REF'] ?? '');
      return bits === null ? null : read(base, bytes, at, bit, bits, isLittle);
    }
    case 'MIN-MAX-LENGTH-TYPE':
      return read(base, bytes, at, 0, 8 * (endOf(type, base, bytes, at) - at), isLittle);
    case undefined:
    default:
      return null;
  }
}

/** Where a value of a variable length ends: at its terminator, its longest length, or with the message. */
function endOf(type: OdxNode, base: string, bytes: Uint8Array, at: number): number {
  const least = at + (numberIn(type, 'MIN-LENGTH') ?? 0);
  const most = Math.min(bytes.length, at + (numberIn(type, 'MAX-LENGTH') ?? Number.POSITIVE_INFINITY));
  const marker = { ZERO: 0x00, 'HEX-FF': 0xff }[type.attributes['TERMINATION'] ?? ''];
  if (marker === undefined) return most;
  const step = base === 'A_UNICODE2STRING' ? 2 : 1;
  for (let end = least; end < most; end += step) if (bytes[end] === marker) return end;
  return most;
}

function read(
  base: string,
  bytes: Uint8Array,
  at: number,
  bit: number,
  bits: number,
  isLittle: boolean,
): CodedValue | null {
  const end = at + Math.ceil((bit + bits) / 8);
  if (bits < 0 || at < 0 || end > bytes.length || !Number.isInteger(bits)) return null;
  const run = bytes.subarray(at, end);
  switch (base) {
    case 'A_BYTEFIELD':
      return { value: toHex(run, ' '), end };
    case 'A_ASCIISTRING':
    case 'A_UTF8STRING':
      return { value: decodeText(run, base === 'A_UTF8STRING' ? 'utf-8' : 'latin1'), end };
    case 'A_UNICODE2STRING':
      return { value: decodeText(run, isLittle ? 'utf-16le' : 'utf-16be'), end };
    default:
  }
  if (bits === 0 || bits > MAX_NUMBER_BITS) return null;
  const raw = bitsOf(isLittle ? run.toReversed() : run, bit, bits);
  switch (base) {
    case 'A_FLOAT32':
      return bits === 32 ? { value: viewOf(raw, 32).getFloat32(4), end } : null;
    case 'A_FLOAT64':
      return bits === 64 ? { value: viewOf(raw, 64).getFloat64(0), end } : null;
    case 'A_INT32':
      return { value: Number(BigInt.asIntN(bits, raw)), end };
    default:
      return { value: Number(raw), end };
  }
}

function bitsOf(run: Uint8Array, bit: number, bits: number): bigint {
  let value = 0n;
  for (const byte of run) value = (value << 8n) | BigInt(byte);
  return BigInt.asUintN(bits, value >> BigInt(bit));
}

function viewOf(raw: bigint, bits: number): DataView {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt.asUintN(bits, raw));
  return view;
}

function decodeText(run: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(run).replace(/[\0\s]+$/, '');
}

/** Whether a value is the constant of a parameter, as it is written in ODX. */
export function isConstant(parameter: OdxNode, { value }: CodedValue): boolean {
  const wanted = textIn(parameter, 'CODED-VALUE');
  if (wanted === null) return false;
  if (typeof value === 'number') return Number(wanted) === value;
  return wanted === value || wanted.toUpperCase() === value.replaceAll(' ', '');
}
