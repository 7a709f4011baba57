import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ALPHANUMERIC_ALPHABET, HEX_ALPHABET, luhnCheckDigit } from '../../../../ecu-sim/identity/check-digit.ts';
import { decodeKeySeed, encodeKeySeed, formatKeySeed, parseKeySeed } from '../../../../ecu-sim/identity/seed-data.ts';
import { findVinFault, vinCheckDigit } from '../../../../ecu-sim/identity/vin.ts';

const VIN_SIGNS = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';

const validVin = fc
  .array(fc.constantFrom(...VIN_SIGNS), { minLength: 17, maxLength: 17 })
  .map((signs) => signs.join(''))
  .map((vin) => vin.slice(0, 8) + vinCheckDigit(vin) + vin.slice(9));

describe('any VIN', () => {
  it('DLR-3 with its check digit is valid, and with any other sign there it is not', () => {
    fc.assert(
      fc.property(validVin, fc.constantFrom(...VIN_SIGNS), (vin, sign) => {
        expect(findVinFault(vin)).toBeNull();
        const changed = vin.slice(0, 8) + sign + vin.slice(9);
        expect(findVinFault(changed)?.kind ?? null).toBe(sign === vin.charAt(8) ? null : 'check-digit');
      }),
    );
  });
});

describe('a Luhn check digit', () => {
  it.each([HEX_ALPHABET, ALPHANUMERIC_ALPHABET])('DLR-10 finds every single wrong sign of %s', (alphabet) => {
    const signs = fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(signs, fc.nat(), fc.constantFrom(...alphabet), (text, at, sign) => {
        const index = at % text.length;
        fc.pre(text[index] !== sign);
        const wrong = text.with(index, sign);
        expect(luhnCheckDigit(wrong.join(''), alphabet)).not.toBe(luhnCheckDigit(text.join(''), alphabet));
      }),
    );
  });
});

it('AUT-1 any seed of levels 2 to 4 survives the bus, the screen and the typing', () => {
  const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
  const seed = fc.record({
    ecuSerial: fc.integer({ min: 0, max: 0x0fff_ffff }),
    counter: fc.integer({ min: 0, max: 0xffff }),
    nonce: bytes(6),
    vehicleConstant: bytes(4),
  });
  fc.assert(
    fc.property(seed, (value) => {
      const encoded = encodeKeySeed(value);
      expect(decodeKeySeed(encoded)).toEqual(value);
      expect(parseKeySeed(formatKeySeed(encoded))).toEqual(encoded);
    }),
  );
});
