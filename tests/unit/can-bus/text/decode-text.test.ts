import { describe, expect, it } from 'vitest';
import { decodeText, markedEncoding } from '../../../../can-bus/text/decode-text.ts';

describe('a text', () => {
  it.each([
    [[], ''],
    [[0x41], 'A'],
    [[0x41, 0xc3, 0xa4], 'Aä'],
    [[0xef, 0xbb, 0xbf, 0x41], 'A'],
    [[0xff, 0xfe, 0x41, 0, 0xe4, 0], 'Aä'],
    [[0xfe, 0xff, 0, 0x41, 0, 0xe4], 'Aä'],
  ])('of the bytes %j is read in its encoding, without the mark', (bytes, text) => {
    expect(decodeText(Uint8Array.from(bytes))).toBe(text);
  });

  it('has its encoding marked by its first two bytes', () => {
    expect([[0xff, 0xfe], [0xfe, 0xff], [0xff], []].map((bytes) => markedEncoding(Uint8Array.from(bytes)))).toEqual([
      ...['utf-16le', 'utf-16be', null, null],
    ]);
  });
});
