import { describe, expect, it } from 'vitest';
import { microsOfSeconds, secondsText } from '../../../../can-bus/trace/seconds.ts';

describe('seconds of a trace', () => {
  it.each([
    [0, '0.000000'],
    [1, '0.000001'],
    [1_500_000, '1.500000'],
    [960_000_000, '960.000000'],
    [-1, '-0.000001'],
    [-1_000_002, '-1.000002'],
  ])('%i µs are written as %s, and read back', (timeUs, text) => {
    expect(secondsText(timeUs)).toBe(text);
    const [whole = '', fraction = ''] = text.split('.');
    expect(microsOfSeconds(whole, fraction)).toBe(timeUs);
  });

  it.each([
    ['3', '', 3_000_000],
    ['3', '1', 3_100_000],
    ['3', '0000019', 3_000_001],
    ['-3', '25', -3_250_000],
    ['-0', '000000', 0],
  ])('%s.%s s are read as %i µs, without what is finer', (whole, fraction, timeUs) => {
    expect(microsOfSeconds(whole, fraction)).toBe(timeUs);
  });
});
