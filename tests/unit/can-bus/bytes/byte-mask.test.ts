import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { matchesMask, parseByteMask } from '../../../../can-bus/bytes/byte-mask.ts';

function matches(mask: string, bytes: string): boolean | null {
  const parsed = parseByteMask(mask);
  return parsed === null ? null : matchesMask(parsed, fromHex(bytes));
}

describe('byte mask', () => {
  it.each([
    ['27 01', '27 01', true],
    ['2701', '27 01', true],
    ['27 01', '27 02', false],
    ['27 0*', '27 0F', true],
    ['27 0*', '27 1F', false],
    ['2* ** 03', '2F 11 03', true],
    ['27 01', '27 01 02', false],
    ['27 01 ..', '27 01 02', true],
    ['27 01 ..', '27 01', true],
    ['27 01 ..', '27', false],
    ['..', '', true],
  ])('%j and %j: %s', (mask, bytes, fits) => {
    expect(matches(mask, bytes)).toBe(fits);
  });

  it.each(['', '2', '2G', '.. 01', '27 .', '27 0'])('rejects %j', (text) => {
    expect(parseByteMask(text)).toBeNull();
  });
});
