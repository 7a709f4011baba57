import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { ByteWriter } from '../../can-bus/bytes/byte-writer.ts';
import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import { HEX_ALPHABET, luhnCheckDigit } from './check-digit.ts';

/** Bytes of a level 1 seed: counter, nonce. */
export const RESET_SEED_LENGTH = 8;
/** Bytes of a seed of levels 2 to 4: Data1, Data2, Data3. */
export const KEY_SEED_LENGTH = 16;
/** Random bytes in a seed of any level. */
export const NONCE_LENGTH = 6;
/** Largest ECU serial number: 28 bits. */
export const ECU_SERIAL_MAX = 0x0fff_ffff;

const DATA1_LENGTH = 6;
const DATA2_LENGTH = 6;
const DATA3_LENGTH = 4;
/** Data1 is shown without the first of its twelve digits, which is always 0: 44 bits. */
const DATA1_DIGITS = 11;

/** A level 1 seed (reset, step 1). */
interface ResetSeed {
  /** Seeds generated in the ECU's life, from 1 to 65535 (AUT-1). */
  readonly counter: number;
  /** 6 bytes. */
  readonly nonce: Uint8Array;
}

/** A seed of level 2, 3 or 4. */
interface KeySeed {
  /** 28 bits. */
  readonly ecuSerial: number;
  /** Seeds generated in the ECU's life, from 1 to 65535 (AUT-1). */
  readonly counter: number;
  /** 6 bytes. */
  readonly nonce: Uint8Array;
  /** 4 bytes: see {@link vehicleConstant}. */
  readonly vehicleConstant: Uint8Array;
}

/** A seed of levels 2 to 4 as the scan tool shows it and the dealer's form requires it. Upper-case hexadecimal. */
export interface KeySeedText {
  /** 11 digits. */
  readonly data1: string;
  readonly data1CheckDigit: string;
  /** 12 digits. */
  readonly data2: string;
  readonly data2CheckDigit: string;
  /** 8 digits; it has no check digit. */
  readonly data3: string;
}

/** Data3, constant for one vehicle: the first 4 bytes of SHA-256 over the VIN's ASCII characters. */
export function vehicleConstant(vin: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(vin, 'ascii').digest().subarray(0, DATA3_LENGTH));
}

/** A level 1 seed as on the bus, 8 bytes; a counter or nonce that does not fit is a bug of the caller. */
export function encodeResetSeed(seed: ResetSeed): Uint8Array {
  assert.equal(seed.nonce.length, NONCE_LENGTH);
  return new ByteWriter().u16(seed.counter).bytes(seed.nonce).toBytes();
}

/** A seed of levels 2 to 4 as on the bus, 16 bytes: serial number and counter right-aligned in Data1. */
export function encodeKeySeed(seed: KeySeed): Uint8Array {
  assert(seed.ecuSerial <= ECU_SERIAL_MAX, 'an ECU serial number has 28 bits');
  assert.equal(seed.nonce.length, NONCE_LENGTH);
  assert.equal(seed.vehicleConstant.length, DATA3_LENGTH);
  return new ByteWriter().u32(seed.ecuSerial).u16(seed.counter).bytes(seed.nonce).bytes(seed.vehicleConstant).toBytes();
}

/** The reverse; null unless there are 16 bytes with a serial number of 28 bits. */
export function decodeKeySeed(bytes: Uint8Array): KeySeed | null {
  const seed = decodeExactly(bytes, (reader) => ({
    ecuSerial: reader.u32(),
    counter: reader.u16(),
    nonce: reader.bytes(NONCE_LENGTH),
    vehicleConstant: reader.bytes(DATA3_LENGTH),
  }));
  return seed !== null && seed.ecuSerial <= ECU_SERIAL_MAX ? seed : null;
}

/** A level 1 seed as the tool's "seed number": 16 hexadecimal digits. */
export function formatSeedNumber(seed: Uint8Array): string {
  assert.equal(seed.length, RESET_SEED_LENGTH);
  return toHex(seed);
}

/** The reverse, in either case; null unless there are exactly 16 hexadecimal digits. */
export function parseSeedNumber(text: string): Uint8Array | null {
  return parseHexField(text, RESET_SEED_LENGTH * 2);
}

/** A 16-byte seed as Data1 to Data3 with their check digits; a seed of another form is a bug of the caller. */
export function formatKeySeed(seed: Uint8Array): KeySeedText {
  assert(decodeKeySeed(seed) !== null, 'not a seed of levels 2 to 4');
  const data1 = toHex(seed.subarray(0, DATA1_LENGTH)).slice(-DATA1_DIGITS);
  const data2 = toHex(seed.subarray(DATA1_LENGTH, DATA1_LENGTH + DATA2_LENGTH));
  const data3 = toHex(seed.subarray(DATA1_LENGTH + DATA2_LENGTH));
  return { data1, data1CheckDigit: dataCheckDigit(data1), data2, data2CheckDigit: dataCheckDigit(data2), data3 };
}

/** Why one field of a typed seed is not accepted. */
type SeedFieldFault =
  | { readonly kind: 'digits'; readonly field: 'data1' | 'data2' | 'data3'; readonly wanted: number }
  | { readonly kind: 'check-digit'; readonly field: 'data1' | 'data2'; readonly expected: string };

/** The first field of a typed seed that is certainly wrong, or null. In either case. */
export function findSeedFieldFault(text: KeySeedText): SeedFieldFault | null {
  for (const field of ['data1', 'data2'] as const) {
    const digits = text[field].toUpperCase();
    const wanted = field === 'data1' ? DATA1_DIGITS : DATA2_LENGTH * 2;
    if (!isHex(digits, wanted)) return { kind: 'digits', field, wanted };
    const expected = dataCheckDigit(digits);
    if (text[`${field}CheckDigit`].toUpperCase() !== expected) return { kind: 'check-digit', field, expected };
  }
  return isHex(text.data3, DATA3_LENGTH * 2) ? null : { kind: 'digits', field: 'data3', wanted: DATA3_LENGTH * 2 };
}

/** The 16-byte seed of a typed text; null where {@link findSeedFieldFault} finds a fault. In either case. */
export function parseKeySeed(text: KeySeedText): Uint8Array | null {
  if (findSeedFieldFault(text) !== null) return null;
  return fromHex(`0${text.data1}${text.data2}${text.data3}`);
}

/** The check digit of Data1 or Data2, from its upper-case hexadecimal digits: Luhn modulo 16. */
function dataCheckDigit(digits: string): string {
  return luhnCheckDigit(digits, HEX_ALPHABET);
}

function isHex(text: string, digits: number): boolean {
  return text.length === digits && /^[0-9A-Fa-f]*$/.test(text);
}

function parseHexField(text: string, digits: number): Uint8Array | null {
  if (!isHex(text, digits)) return null;
  return fromHex(text);
}
