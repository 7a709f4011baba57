import { describe, expect, it } from 'vitest';

import {
  bytesOfPattern,
  formatPattern,
  matchesPattern,
  parseBytePattern,
  symbolsOf,
  type BytePattern,
} from '../../../../hil/scenario/byte-pattern.ts';

function pattern(text: string): BytePattern {
  const parsed = parseBytePattern(text, true);
  if (parsed === null) throw new Error(`no pattern: ${text}`);
  return parsed;
}

const SYMBOLS = new Map([['seed', Uint8Array.of(0xaa, 0xbb)]]);
const matches = (text: string, ...bytes: number[]): boolean =>
  matchesPattern(pattern(text), Uint8Array.from(bytes), SYMBOLS);

describe('byte pattern', () => {
  it('matches bytes written together or apart, in either case', () => {
    expect(matches('67 01 aB', 0x67, 0x01, 0xab)).toBe(true);
    expect(matches('6701AB', 0x67, 0x01, 0xab)).toBe(true);
    expect(matches('67 01 AB', 0x67, 0x01, 0xac)).toBe(false);
  });

  it('does not match fewer or more bytes than it has', () => {
    expect(matches('67 01', 0x67)).toBe(false);
    expect(matches('67 01', 0x67, 0x01, 0x00)).toBe(false);
    expect(matches('67 **', 0x67)).toBe(false);
  });

  it('takes any byte for ** and any rest, also none, for ..', () => {
    expect(matches('67 ** 02', 0x67, 0xff, 0x02)).toBe(true);
    expect(matches('67 ..', 0x67)).toBe(true);
    expect(matches('67 ..', 0x67, 1, 2, 3)).toBe(true);
  });

  it('puts the bytes of a name in its place', () => {
    expect(matches('67 {seed} 01', 0x67, 0xaa, 0xbb, 0x01)).toBe(true);
    expect(matches('67 {seed} 01', 0x67, 0xaa, 0xbc, 0x01)).toBe(false);
    expect(matches('67 {other}', 0x67)).toBe(false);
    expect(bytesOfPattern(pattern('27 {seed}'), SYMBOLS)).toEqual(Uint8Array.of(0x27, 0xaa, 0xbb));
    expect(bytesOfPattern(pattern('27 {other}'), SYMBOLS)).toBeNull();
    expect(bytesOfPattern(pattern('27 **'), SYMBOLS)).toBeNull();
    expect(symbolsOf(pattern('{a} {b} {a}'))).toEqual(['a', 'b']);
  });

  it.each(['', '6', '67 1', '.. 67', '67 *', 'xx', '{9}', '{'])('does not read "%s"', (text) => {
    expect(parseBytePattern(text, true)).toBeNull();
  });

  it('reads no wildcard in a request', () => {
    expect(parseBytePattern('67 **', false)).toBeNull();
    expect(parseBytePattern('67 ..', false)).toBeNull();
    expect(parseBytePattern('67 {seed}', false)).not.toBeNull();
  });

  it('is written with a blank between bytes', () => {
    expect(formatPattern(pattern('6701 ** {seed} ..'))).toBe('67 01 ** {seed} ..');
  });
});
