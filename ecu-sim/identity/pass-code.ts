import assert from 'node:assert/strict';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

import { KEY_SEED_LENGTH, RESET_SEED_LENGTH } from './seed-data.ts';

/** Digits of a level 1 pass-code. */
export const RESET_PASS_CODE_LENGTH = 6;
/** Bytes of a pass-code of levels 2 to 4. */
export const KEY_PASS_CODE_LENGTH = 6;

/**
 * A prefix of the HMAC input that depends on the kind of seed, so that a code for one kind never fits the other
 * (AUT-2).
 */
const RESET_DOMAIN = Uint8Array.of(0x01);
const KEY_DOMAIN = Uint8Array.of(0x02);

/**
 * The pass-codes of one vehicle. The scheme was invented for this project (diagnostics.md, security access): it is not,
 * and does not resemble, the scheme of any real vehicle or manufacturer's server, which is not public.
 */
export interface PassCodes {
  /** Level 1, for a seed of 8 bytes: six decimal digits, sent as ASCII. */
  forReset(seed: Uint8Array): string;
  /** Levels 2 to 4, for a seed of 16 bytes: 6 bytes, shown as twelve hexadecimal digits. */
  forKeys(seed: Uint8Array): Uint8Array;
}

/**
 * The key from which all pass-codes of one vehicle are made: HMAC-SHA-256 over the VIN, keyed with the secret that cars
 * and dealer server share. Invented for this project, see {@link PassCodes}.
 */
export function deriveVehicleKey(secret: string, vin: string): Uint8Array {
  return hmac(createSecretKey(secret, 'utf8'), [new TextEncoder().encode(vin)]);
}

/** The pass-codes of the vehicle with this VIN; the vehicle key is derived once, for the first of them. */
export function createPassCodes(secret: string, vin: string): PassCodes {
  let key: KeyObject | null = null;
  const vehicleKey = (): KeyObject => (key ??= createSecretKey(deriveVehicleKey(secret, vin)));
  return {
    forReset(seed) {
      assert.equal(seed.length, RESET_SEED_LENGTH);
      const digest = hmac(vehicleKey(), [RESET_DOMAIN, seed]);
      const number = new DataView(digest.buffer).getUint32(0);
      return String(number % 10 ** RESET_PASS_CODE_LENGTH).padStart(RESET_PASS_CODE_LENGTH, '0');
    },
    forKeys(seed) {
      assert.equal(seed.length, KEY_SEED_LENGTH);
      return hmac(vehicleKey(), [KEY_DOMAIN, seed]).slice(0, KEY_PASS_CODE_LENGTH);
    },
  };
}

function hmac(key: KeyObject, parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return Uint8Array.from(mac.digest());
}
