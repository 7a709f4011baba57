import { describe, expect, it } from 'vitest';

import { fromHex, HexError, numberToHex, toHex, writeHex } from '../../../../can-bus/bytes/hex.ts';

describe('hexadecimal', () => {
  it('is written in capitals, two digits a byte, with a separator where one is asked for', () => {
    expect(toHex(Uint8Array.of(0x00, 0x7f, 0xa5))).toBe('007FA5');
    expect(toHex(Uint8Array.of(0x7f, 0x22, 0x31), ' ')).toBe('7F 22 31');
    expect(toHex(new Uint8Array(0))).toBe('');
    expect(numberToHex(0x5a17c0d, 8)).toBe('05A17C0D');
  });

  it('is read in either case, with blanks between bytes', () => {
    expect(fromHex('7f 22 F190')).toEqual(Uint8Array.of(0x7f, 0x22, 0xf1, 0x90));
    expect(fromHex('')).toEqual(new Uint8Array(0));
  });

  it('is read into bytes that are there, from a place on', () => {
    const bytes = new Uint8Array(4);
    expect(writeHex('7fA5', bytes, 1)).toBe(true);
    expect(bytes).toEqual(Uint8Array.of(0x00, 0x7f, 0xa5, 0x00));
    expect([writeHex('', bytes, 4), writeHex('7F2', bytes, 0), writeHex('7G', bytes, 0)]).toEqual([true, false, false]);
  });

  it('names the first character that is not a hex digit, and a missing digit', () => {
    expect(() => fromHex('7F2G')).toThrow(
      new HexError('hex-character', 3, '"G" at position 3 is not a hexadecimal digit (0-9, A-F)'),
    );
    expect(() => fromHex('7F2')).toThrow(HexError);
    expect(() => fromHex('7 F2')).toThrow('" " at position 1 is not a hexadecimal digit');
  });
});
