import { describe, expect, it } from 'vitest';

import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import {
  decodeKeySeed,
  encodeKeySeed,
  encodeResetSeed,
  findSeedFieldFault,
  formatKeySeed,
  formatSeedNumber,
  parseKeySeed,
  parseSeedNumber,
  vehicleConstant,
} from '../../../../ecu-sim/identity/seed-data.ts';

const VIN = '4T1BZ1FB4KU999999';

describe('AUT-1 a level 1 seed', () => {
  it('is the counter and the nonce', () => {
    const seed = { counter: 1, nonce: fromHex('0123456789AB') };
    expect(toHex(encodeResetSeed(seed))).toBe('00010123456789AB');
  });

  it('is shown as a seed number of 16 digits, both ways', () => {
    expect(formatSeedNumber(fromHex('00010123456789AB'))).toBe('00010123456789AB');
    expect(parseSeedNumber('00010123456789ab')).toEqual(fromHex('00010123456789AB'));
    expect(parseSeedNumber('00010123456789A')).toBeNull();
    expect(parseSeedNumber('0001 123456789AB')).toBeNull();
  });
});

describe('AUT-1 a seed of levels 2 to 4', () => {
  const VECTORS = [
    {
      seed: { ecuSerial: 0x5a17c0d, counter: 2, nonce: fromHex('7F3C9E015D24'), vehicleConstant: fromHex('B973B6A8') },
      bytes: '05A17C0D00027F3C9E015D24B973B6A8',
      text: {
        data1: '5A17C0D0002',
        data1CheckDigit: 'B',
        data2: '7F3C9E015D24',
        data2CheckDigit: 'C',
        data3: 'B973B6A8',
      },
    },
    {
      seed: { ecuSerial: 0x5a17c0d, counter: 1, nonce: fromHex('00112233AABB'), vehicleConstant: fromHex('B973B6A8') },
      bytes: '05A17C0D000100112233AABBB973B6A8',
      text: {
        data1: '5A17C0D0001',
        data1CheckDigit: 'D',
        data2: '00112233AABB',
        data2CheckDigit: 'D',
        data3: 'B973B6A8',
      },
    },
  ];

  it.each(VECTORS)('$bytes is encoded, decoded, shown with check digits and read back', ({ seed, bytes, text }) => {
    expect(toHex(encodeKeySeed(seed))).toBe(bytes);
    expect(decodeKeySeed(fromHex(bytes))).toEqual(seed);
    expect(formatKeySeed(fromHex(bytes))).toEqual(text);
    expect(parseKeySeed(text)).toEqual(fromHex(bytes));
    expect(
      parseKeySeed({ ...text, data1: text.data1.toLowerCase(), data1CheckDigit: text.data1CheckDigit.toLowerCase() }),
    ).toEqual(fromHex(bytes));
  });

  it('has the first 4 bytes of SHA-256 over the VIN as Data3', () => {
    expect(toHex(vehicleConstant(VIN))).toBe('B973B6A8');
  });

  it('is not decoded from another length, nor with a serial of more than 28 bits', () => {
    expect(decodeKeySeed(fromHex('05A17C0D00027F3C9E015D24B973B6'))).toBeNull();
    expect(decodeKeySeed(fromHex('15A17C0D00027F3C9E015D24B973B6A8'))).toBeNull();
    expect(() =>
      encodeKeySeed({
        ecuSerial: 0x1000_0000,
        counter: 1,
        nonce: new Uint8Array(6),
        vehicleConstant: new Uint8Array(4),
      }),
    ).toThrow('28 bits');
    const most = { ecuSerial: 0x0fff_ffff, counter: 1, nonce: new Uint8Array(6), vehicleConstant: new Uint8Array(4) };
    const bytes = fromHex('0FFFFFFF0001 000000000000 00000000');
    expect(encodeKeySeed(most)).toEqual(bytes);
    expect(decodeKeySeed(bytes)).toEqual(most);
    expect(decodeKeySeed(fromHex('100000000001 000000000000 00000000'))).toBeNull();
  });

  it('has a nonce of 6 bytes and a constant of 4, and is shown only in its own form', () => {
    const [short, nonce, constant] = [new Uint8Array(5), new Uint8Array(6), new Uint8Array(4)];
    expect(() => encodeResetSeed({ counter: 1, nonce: short })).toThrow();
    expect(() => encodeKeySeed({ ecuSerial: 1, counter: 1, nonce: short, vehicleConstant: constant })).toThrow();
    expect(() => encodeKeySeed({ ecuSerial: 1, counter: 1, nonce, vehicleConstant: short })).toThrow();
    expect(() => formatSeedNumber(new Uint8Array(16))).toThrow();
    expect(() => formatKeySeed(new Uint8Array(8))).toThrow('not a seed of levels 2 to 4');
  });

  it('DLR-10 names the mistyped field and the check digit it should have', () => {
    const text = {
      data1: '5A17C0D0002',
      data1CheckDigit: 'B',
      data2: '7F3C9E015D24',
      data2CheckDigit: 'C',
      data3: 'B973B6A8',
    };
    expect(findSeedFieldFault(text)).toBeNull();
    expect(findSeedFieldFault({ ...text, data1: '5A17C0D0001' })).toEqual({
      kind: 'check-digit',
      field: 'data1',
      expected: 'D',
    });
    expect(findSeedFieldFault({ ...text, data2CheckDigit: '' })).toEqual({
      kind: 'check-digit',
      field: 'data2',
      expected: 'C',
    });
    expect(findSeedFieldFault({ ...text, data1: '5A17C0D000' })).toEqual({
      kind: 'digits',
      field: 'data1',
      wanted: 11,
    });
    expect(findSeedFieldFault({ ...text, data2: '7F3C9E015D2G' })).toEqual({
      kind: 'digits',
      field: 'data2',
      wanted: 12,
    });
    expect(findSeedFieldFault({ ...text, data3: 'B973B6A' })).toEqual({ kind: 'digits', field: 'data3', wanted: 8 });
    expect(parseKeySeed({ ...text, data2: '7F3C9E015D25' })).toBeNull();
  });
});
