import { createPassCodes } from '../../../ecu-sim/identity/pass-code.ts';
import { encodeKeySeed, formatKeySeed, vehicleConstant } from '../../../ecu-sim/identity/seed-data.ts';
import { vinCheckSign } from '../../../ecu-sim/identity/vin.ts';
import { fromHex, toHex } from '../../../can-bus/bytes/hex.ts';
import { SECRET } from './dealer-site.ts';

export const VIN = '4T1BZ1FB4KU999999';
/** What a scan tool shows for the first step of a reset. */
export const SEED_NUMBER = '0001A1B2C3D4E5F6';

/** The right pass-code for it, as the car has it. */
export function resetPassCode(seedNumber: string): string {
  return createPassCodes(SECRET, VIN).forReset(fromHex(seedNumber));
}

const KEY_SEED = encodeKeySeed({
  ...{ ecuSerial: 0x5a17c0d, counter: 2 },
  nonce: fromHex('102030405060'),
  vehicleConstant: vehicleConstant(VIN),
});

/** What a scan tool shows for the second step, in the form's names. */
export const KEY_DATA: Readonly<Record<string, string>> = {
  toolVersion: '13.10.019',
  vin: VIN,
  vinCheckDigit: vinCheckSign(VIN),
  ...formatKeySeed(KEY_SEED),
};

export function keyPassCode(): string {
  return toHex(createPassCodes(SECRET, VIN).forKeys(KEY_SEED));
}
