import { describe, expect, it } from 'vitest';
import { decodeSeparationTime, encodeSeparationTime } from '../../../../can-bus/isotp/separation-time.ts';

describe('separation time', () => {
  it('conformance 61: 00 to 7F are milliseconds', () => {
    expect([0x00, 0x01, 0x7f].map(decodeSeparationTime)).toEqual([0, 1_000, 127_000]);
  });

  it('conformance 61: F1 to F9 are 100 to 900 µs', () => {
    const raw = [0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9];
    expect(raw.map(decodeSeparationTime)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  it('conformance 61: every reserved value is 127 ms', () => {
    for (let raw = 0x80; raw <= 0xf0; raw++) expect(decodeSeparationTime(raw)).toBe(127_000);
    for (let raw = 0xfa; raw <= 0xff; raw++) expect(decodeSeparationTime(raw)).toBe(127_000);
  });

  it('is encoded as the shortest that is long enough', () => {
    const spans = [0, 1, 100, 101, 900, 901, 1_000, 1_001, 127_000];
    expect(spans.map(encodeSeparationTime)).toEqual([0x00, 0xf1, 0xf1, 0xf2, 0xf9, 0x01, 0x01, 0x02, 0x7f]);
  });

  it('is not encoded beyond 127 ms, below 0 or without a number', () => {
    for (const span of [127_001, -1, Number.NaN]) expect(() => encodeSeparationTime(span)).toThrow(RangeError);
  });
});
