import { describe, expect, it } from 'vitest';

import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { createPassCodes, deriveVehicleKey } from '../../../../ecu-sim/identity/pass-code.ts';

const SECRET = 'virtual-car-fleet-secret';
const VIN = '4T1BZ1FB4KU999999';

describe('AUT-2 pass-codes', () => {
  const codes = createPassCodes(SECRET, VIN);

  it('come from the vehicle key', () => {
    expect(toHex(deriveVehicleKey(SECRET, VIN)).toLowerCase()).toBe(
      '3c1e074e82835a4af1bced70173d982c8b998ff1e64bfa43ba1e843f9126a1cd',
    );
  });

  it.each([
    ['00010123456789AB', '294211'],
    ['00020000000000FF', '030332'],
  ])('for level 1: %s gives %s', (seed, code) => {
    expect(codes.forReset(fromHex(seed))).toBe(code);
  });

  it.each([
    ['05A17C0D00027F3C9E015D24B973B6A8', 'E6B810B8E679'],
    ['05A17C0D000100112233AABBB973B6A8', '103226DBA618'],
  ])('for levels 2 to 4: %s gives %s', (seed, code) => {
    expect(toHex(codes.forKeys(fromHex(seed)))).toBe(code);
  });

  it('differ with the secret and with the VIN', () => {
    const seed = fromHex('00010123456789AB');
    expect(createPassCodes('another', VIN).forReset(seed)).not.toBe('294211');
    expect(createPassCodes(SECRET, '4T1BZ1FB3KU000000').forReset(seed)).not.toBe('294211');
  });

  it('are not made for a seed of another level', () => {
    expect(() => codes.forReset(new Uint8Array(16))).toThrow();
    expect(() => codes.forKeys(new Uint8Array(8))).toThrow();
  });
});
