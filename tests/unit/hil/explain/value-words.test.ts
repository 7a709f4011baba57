import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { bytesWords, identifierWords, isTextIdentifier, textOf } from '../../../../hil/explain/value-words.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('values of any vehicle', () => {
  it('are text where they can hardly be anything else', () => {
    expect(textOf(bytes('5Q0907530AB\0\0'))).toBe('"5Q0907530AB"');
    expect(textOf(bytes('WBA3B1C50EK123456'))).toBe('"WBA3B1C50EK123456"');
    expect([bytes('$$$$'), bytes('123'), bytes('AAAA'), fromHex('31323334FF41')].map(textOf)).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(textOf(bytes('ABC '.repeat(20)))).toBe(`${JSON.stringify('ABC '.repeat(12).trim())} … (80 bytes)`);
  });

  it('are bytes otherwise, as many as a line has room for', () => {
    expect(bytesWords(fromHex('0102'))).toBe('01 02');
    expect(bytesWords(new Uint8Array(25))).toBe(`${'00 '.repeat(24)}… (25 bytes)`);
  });

  it('have the standard names of their identifiers', () => {
    expect([0xf190, 0x1234].map(identifierWords)).toEqual(['F190 VIN', '1234']);
    expect([0xf190, 0xf186].map(isTextIdentifier)).toEqual([true, false]);
  });
});
