import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { listedCodes, troubleCodeName, troubleStatusWords } from '../../../../hil/explain/trouble-words.ts';

describe('trouble codes of any vehicle', () => {
  it.each([
    ['014300', 'P0143-00'],
    ['480A91', 'C080A-91'],
    ['A78D00', 'B278D-00'],
    ['C10088', 'U0100-88'],
  ])('%s is %s', (bytes, name) => {
    expect(troubleCodeName(fromHex(bytes))).toBe(name);
  });

  it('have a status in words', () => {
    expect(troubleStatusWords(0x8d)).toBe('8D, present now, confirmed, pending, warning indicator');
    expect(troubleStatusWords(0x50)).toBe('50');
  });

  it('are listed with it, where the list is whole', () => {
    expect(listedCodes(fromHex('0143002FC1008808'))).toBe(
      'P0143-00 (2F, present now, confirmed, pending); U0100-88 (08, confirmed)',
    );
    expect(listedCodes(new Uint8Array())).toBe('no codes');
    expect(listedCodes(fromHex('014300'))).toBeNull();
  });
});
