import { describe, expect, it } from 'vitest';
import { gapCode, longestTimerUs } from '../../../../../hil/explore/world/timer-gap.ts';

describe('the code of a gap between timers', () => {
  it('is exact up to 3 µs, and in milliseconds beyond', () => {
    expect([0, 1, 3].map((us) => gapCode(us, false))).toEqual([0, 1, 3]);
    expect([4_999_999, 5_000_000, 5_000_002].map((us) => gapCode(us, false))).toEqual([5003, 5003, 5003]);
    expect(gapCode(5_001_000, false)).toBe(5004);
  });

  it('distinguishes a drift of up to 3 µs where the world does', () => {
    const codes = [-4, -3, -1, 0, 1, 3, 4].map((us) => gapCode(5_000_000 + us, true));
    expect(codes).toEqual([40_004, 40_004, 40_006, 40_007, 40_008, 40_010, 40_010]);
    expect(gapCode(3, true)).toBe(3);
  });

  it('has 20 bits for the longest timer', () => {
    for (const drift of [false, true]) {
      expect(gapCode(longestTimerUs(drift), drift)).toBeLessThan(2 ** 20);
      expect(gapCode(longestTimerUs(drift) * 1.01, drift)).toBeGreaterThan(2 ** 20 - 1);
    }
  });
});
