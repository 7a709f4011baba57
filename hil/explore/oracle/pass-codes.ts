/** Seeds and pass-codes (diagnostics, "Security access"). */
import { createHash, createHmac } from 'node:crypto';
import { ANY, anyBytes, ascii, u16, u32, type ByteSpec } from './answer-set.ts';

export type Level = 1 | 2 | 3 | 4;

export function vehicleKey(secret: string, vin: string): Uint8Array {
  return createHmac('sha256', secret).update(vin, 'latin1').digest();
}

interface KnownCode {
  readonly secret: string;
  readonly vin: string;
  readonly isReset: boolean;
  readonly seed: Uint8Array;
  readonly code: Uint8Array;
}

/** Pass-codes that were computed before, by a hash of the seed: an exploration asks for the same ones again and again. */
const known = new Map<number, KnownCode>();
const MAX_KNOWN = 10_000;

/** The pass-code of one seed: six ASCII digits for level 1, six bytes for the others. */
export function passCode(secret: string, vin: string, level: Level, seed: Uint8Array): Uint8Array {
  const isReset = level === 1;
  let hash = 0;
  for (const byte of seed) hash = Math.imul(hash ^ byte, 31);
  const earlier = known.get(hash);
  const isKnown = earlier?.secret === secret && earlier.vin === vin && earlier.isReset === isReset;
  if (isKnown && isSame(earlier.seed, seed)) return earlier.code;
  if (known.size >= MAX_KNOWN) known.clear();
  const code = computePassCode(secret, vin, level, seed);
  known.set(hash, { secret, vin, isReset, seed, code });
  return code;
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

function computePassCode(secret: string, vin: string, level: Level, seed: Uint8Array): Uint8Array {
  const domain = Uint8Array.of(level === 1 ? 1 : 2);
  const mac = createHmac('sha256', vehicleKey(secret, vin)).update(domain).update(seed).digest();
  if (level !== 1) return Uint8Array.from(mac.subarray(0, 6));
  const digits = (mac.readUInt32BE(0) % 1_000_000).toString().padStart(6, '0');
  return Uint8Array.from(ascii(digits));
}

const constants = new Map<string, readonly number[]>();

export function vehicleConstant(vin: string): readonly number[] {
  const earlier = constants.get(vin);
  if (earlier !== undefined) return earlier;
  if (constants.size >= MAX_KNOWN) constants.clear();
  const constant = [...createHash('sha256').update(vin, 'latin1').digest().subarray(0, 4)];
  constants.set(vin, constant);
  return constant;
}

export function seedLength(level: Level): number {
  return level === 1 ? 8 : 16;
}

const NONCE: readonly ByteSpec[] = anyBytes(6);

/** What a seed must look like: everything but the nonce is known. */
export function seedSpec(level: Level, ecuSerial: number, counter: number | null, vin: string): readonly ByteSpec[] {
  const count: readonly ByteSpec[] = counter === null ? [ANY, ANY] : u16(counter);
  if (level === 1) return [...count, ...NONCE];
  return [...u32(ecuSerial), ...count, ...NONCE, ...vehicleConstant(vin)];
}

/** Counter and nonce: what may never come twice in the life of an ECU (AUT-1). */
export function seedIdentity(level: Level, seed: Uint8Array): string {
  return Buffer.from(level === 1 ? seed : seed.subarray(4, 12)).toString('hex');
}
