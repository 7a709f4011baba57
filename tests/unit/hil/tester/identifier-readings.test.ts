import { describe, expect, it } from 'vitest';
import { SMART_KEY } from '../../../../ecu-sim/description/smart-key/smart-key-description.ts';
import { DATA_IDENTIFIERS } from '../../../../ecu-sim/description/smart-key/data-identifiers.ts';
import { decodeData, identifierReading, readRequest } from '../../../../hil/tester/identifier-readings.ts';

const VIN = '4T1BZ1FBXKU000001';
const VIN_BYTES = new TextEncoder().encode(VIN);

describe('a data identifier', () => {
  it('is read by 0x22 with its two bytes', () => {
    expect([...readRequest({ id: 0xf190 })]).toEqual([0x22, 0xf1, 0x90]);
    expect([...readRequest({ id: 0x0012 })]).toEqual([0x22, 0x00, 0x12]);
  });

  it('TEC-4: has its bytes and its value', () => {
    expect(identifierReading('vin', DATA_IDENTIFIERS.vin, VIN_BYTES, SMART_KEY)).toEqual({
      identifier: 0xf190,
      name: 'vin',
      raw: '34 54 31 42 5A 31 46 42 58 4B 55 30 30 30 30 30 31',
      value: VIN,
    });
  });

  it('TEC-3: has bytes without a value where they are of another form, and neither where the ECU gives none', () => {
    const { freeSlots } = DATA_IDENTIFIERS;
    expect(identifierReading('freeSlots', freeSlots, Uint8Array.of(3, 0), SMART_KEY)).toMatchObject({
      raw: '03 00',
      value: null,
    });
    expect(identifierReading('vin', DATA_IDENTIFIERS.vin, null, SMART_KEY)).toMatchObject({ raw: null, value: null });
  });

  it('is decoded only as a whole', () => {
    expect(decodeData('freeSlots', Uint8Array.of(3))).toBe(3);
    expect(decodeData('freeSlots', Uint8Array.of(3, 0))).toBeNull();
    expect(decodeData('freeSlots', new Uint8Array())).toBeNull();
  });
});
