import { describe, expect, it } from 'vitest';
import { decodeKeyRing, encodeKeyRing } from '../../../../../hil/car/host/key-ring-codec.ts';
import { KeyRing } from '../../../../../hil/car/key-ring.ts';

const VIN = '4T1BZ1FBXKU000001';
const TEXT = `{"keys":[{"id":"0000001A","boundVin":null,"batteryMv":3000,"cabinOf":"${VIN}"}]}`;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the keys of a memory file', () => {
  it('are JSON with the id as 8 hex digits', () => {
    const ring = new KeyRing();
    ring.add({ id: 0x1a, cabinOf: VIN });
    expect(new TextDecoder().decode(encodeKeyRing(ring))).toBe(TEXT);
  });

  it('are read as they were written', () => {
    expect(decodeKeyRing(bytesOf(TEXT))).toEqual([{ id: 0x1a, boundVin: null, batteryMv: 3000, cabinOf: VIN }]);
    expect(decodeKeyRing(bytesOf('{"keys":[]}'))).toEqual([]);
  });

  it.each(['', '[]', '{}', TEXT.slice(0, -1), TEXT.replace('0000001A', '1A'), TEXT.replace('3000', '3000.5')])(
    'are nothing where the text is %j',
    (text) => {
      expect(decodeKeyRing(bytesOf(text))).toBeNull();
    },
  );

  it('have no field of another kind', () => {
    expect(decodeKeyRing(bytesOf(TEXT.replace('"boundVin"', '"color":"red","boundVin"')))).toBeNull();
  });
});
