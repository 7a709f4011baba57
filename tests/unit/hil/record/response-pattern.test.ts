import { describe, expect, it } from 'vitest';
import { expectationOf, nrcName, onlyLooks } from '../../../../hil/record/response-pattern.ts';

describe('what a recorded request expects', () => {
  it('is the name of a negative response code, or the number of an unknown one', () => {
    expect(expectationOf(Uint8Array.of(0x31, 1, 0x12, 1), Uint8Array.of(0x7f, 0x31, 0x22))).toEqual({
      nrc: 'conditionsNotCorrect',
    });
    expect(nrcName(0xf3)).toBe(0xf3);
  });

  it('is the bytes of a positive response', () => {
    expect(expectationOf(Uint8Array.of(0x10, 3), Uint8Array.of(0x50, 3, 0, 0x32))).toEqual({ expect: '50 03 00 32' });
  });

  it('AUT-1: is any seed, but exactly the zeros of an unlocked level', () => {
    const request = Uint8Array.of(0x27, 1);
    expect(expectationOf(request, Uint8Array.of(0x67, 1, 0xaa, 0xbb))).toEqual({ expect: '67 01 ** **' });
    expect(expectationOf(request, Uint8Array.of(0x67, 1, 0, 0))).toEqual({ expect: '67 01 00 00' });
    expect(expectationOf(Uint8Array.of(0x27, 2), Uint8Array.of(0x67, 2))).toEqual({ expect: '67 02' });
  });
});

describe('a request that only looks', () => {
  it.each([
    [[0x3e, 0x80], true],
    [[0x22, 0xf1, 0x90], true],
    [[0x31, 0x03, 0x12, 0x01], true],
    [[0x31, 0x01, 0x12, 0x01], false],
    [[0x27, 0x01], false],
    [[0x10, 0x03], false],
  ])('%j: %s', (request, looks) => {
    expect(onlyLooks(Uint8Array.from(request))).toBe(looks);
  });
});
