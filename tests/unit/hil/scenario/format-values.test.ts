import { describe, expect, it } from 'vitest';

import { formatBytes, formatCanId, formatSpan } from '../../../../hil/scenario/format-values.ts';

describe('values in a report', () => {
  it.each([
    [1, '1 us'],
    [999, '999 us'],
    [1000, '1 ms'],
    [1500, '1500 us'],
    [50_000, '50 ms'],
    [1_000_000, '1 s'],
    [10_500_000, '10.5 s'],
    [1_000_001, '1.000001 s'],
    [960_000_000, '960 s'],
  ])('a span of %i µs is %s', (us, text) => expect(formatSpan(us)).toBe(text));

  it('an id has three hex digits, or eight where it has 29 bits', () => {
    expect(formatCanId(0x12)).toBe('0x012');
    expect(formatCanId(0x7ff)).toBe('0x7FF');
    expect(formatCanId(0x800)).toBe('0x00000800');
  });

  it('bytes are apart', () => {
    expect(formatBytes(Uint8Array.of(0x7f, 0x27, 0x35))).toBe('7F 27 35');
  });
});
