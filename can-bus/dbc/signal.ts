import { counted } from '../text/counted.ts';
import { OperationError } from '../errors/operation-error.ts';

/** Length of the longest signal in bits: what an unsigned 32-bit integer holds. */
const MAX_SIGNAL_BITS = 32;

/**
 * An unsigned big-endian ("Motorola") signal, placed as a DBC file does it (`startBit|length@0+`).
 *
 * `startBit` is the number of its most significant bit: byte `startBit >> 3`, and within that byte bit
 * `startBit & 7`, where 7 is the bit sent first. From there it runs towards bit 0 and goes on at bit 7 of the next byte.
 */
export interface SignalSpec {
  readonly name: string;
  readonly startBit: number;
  /** 1 to 32 bits. */
  readonly length: number;
}

/** `SIGNAL_VALUE`: the value does not fit the signal. `SIGNAL_LAYOUT`: the signal does not fit the bytes. */
type SignalErrorCode = 'SIGNAL_VALUE' | 'SIGNAL_LAYOUT';

/** Why a signal cannot be written or read; `signal` is its name. */
export class SignalError extends OperationError {
  override readonly name = 'SignalError';
  readonly signal: string;

  constructor(code: SignalErrorCode, signal: string, message: string) {
    super(code, message, { context: { signal } });
    this.signal = signal;
  }
}

/** The highest value that a signal can have. */
export function maxSignalValue(spec: SignalSpec): number {
  return 0xffff_ffff >>> (MAX_SIGNAL_BITS - spec.length);
}

/** Where a signal begins, in transmission order: 0 is bit 7 of byte 0, 8 is bit 7 of byte 1. */
function firstPlace(spec: SignalSpec): number {
  return (spec.startBit & ~7) + (7 - (spec.startBit & 7));
}

/** @throws SignalError where the signal does not lie within the bytes */
function checkLayout(bytes: Uint8Array, spec: SignalSpec): void {
  const { name, startBit, length } = spec;
  if (!Number.isInteger(length) || length < 1 || length > MAX_SIGNAL_BITS) {
    throw new SignalError('SIGNAL_LAYOUT', name, `signal ${name} is 1 to ${MAX_SIGNAL_BITS} bits long, not ${length}`);
  }
  if (!Number.isInteger(startBit) || startBit < 0 || firstPlace(spec) + length > bytes.length * 8) {
    const where = `signal ${name} (${startBit}|${length})`;
    throw new SignalError('SIGNAL_LAYOUT', name, `${where} does not lie within ${counted(bytes.length, 'byte')}`);
  }
}

/**
 * Writes a signal; all other bits stay as they are.
 *
 * @param value whole number from 0 to 2^length − 1
 * @throws SignalError for any other value (`SIGNAL_VALUE`), or where the bytes are too short (`SIGNAL_LAYOUT`); then
 * nothing is written
 */
export function encodeSignal(bytes: Uint8Array, spec: SignalSpec, value: number): void {
  checkLayout(bytes, spec);
  if (!Number.isInteger(value) || value < 0 || value > maxSignalValue(spec)) {
    const allowed = `a whole number from 0 to ${maxSignalValue(spec)}`;
    throw new SignalError('SIGNAL_VALUE', spec.name, `signal ${spec.name} is ${allowed}, not ${value}`);
  }
  let place = firstPlace(spec);
  let left = spec.length;
  while (left > 0) {
    const width = Math.min(8 - (place & 7), left);
    left -= width;
    const shift = 8 - (place & 7) - width;
    const mask = (0xff >> (8 - width)) << shift;
    bytes[place >> 3] = ((bytes[place >> 3] ?? 0) & ~mask) | (((value >>> left) << shift) & mask);
    place += width;
  }
}

/**
 * Reads a signal.
 *
 * @throws SignalError (`SIGNAL_LAYOUT`) where the bytes are too short: check the length of a received frame first
 */
export function decodeSignal(bytes: Uint8Array, spec: SignalSpec): number {
  checkLayout(bytes, spec);
  let place = firstPlace(spec);
  let value = 0;
  let left = spec.length;
  while (left > 0) {
    const width = Math.min(8 - (place & 7), left);
    left -= width;
    const bits = ((bytes[place >> 3] ?? 0) >> (8 - (place & 7) - width)) & (0xff >> (8 - width));
    value = (value << width) | bits;
    place += width;
  }
  return value >>> 0;
}
