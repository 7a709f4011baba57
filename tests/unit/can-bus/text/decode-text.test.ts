import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../../can-bus/text/decode-text.ts';

describe('a text that is decoded', () => {
  it.each([
    ['UTF-8', [0xc3, 0xa4, 0x31]],
    ['UTF-8 with a byte order mark', [0xef, 0xbb, 0xbf, 0xc3, 0xa4, 0x31]],
    ['UTF-16, low byte first', [0xff, 0xfe, 0xe4, 0x00, 0x31, 0x00]],
    ['UTF-16, high byte first', [0xfe, 0xff, 0x00, 0xe4, 0x00, 0x31]],
  ])('has no mark in it, from %s', (_, bytes) => {
    expect(decodeText(Uint8Array.from(bytes))).toBe('ä1');
  });

  it('may be empty', () => {
    expect(decodeText(new Uint8Array(0))).toBe('');
  });
});
