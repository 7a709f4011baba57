import { describe, expect, it } from 'vitest';
import { count, instant, span, tick } from '../../../../../hil/browser/report/format.ts';

describe('an instant', () => {
  it('is given to the microsecond', () => {
    expect([0, 1, 960_058_212].map(instant)).toEqual(['0.000000 s', '0.000001 s', '960.058212 s']);
  });
});

describe('a span of time', () => {
  it.each([
    [0, '0 µs'],
    [700, '700 µs'],
    [999, '999 µs'],
    [1000, '1.00 ms'],
    [1180, '1.18 ms'],
    [10_000, '10.0 ms'],
    [999_900, '999.9 ms'],
    [1_000_000, '1.00 s'],
    [9_994_000, '9.99 s'],
    [30_000_000, '30.0 s'],
    [60_000_000, '1 min 0.0 s'],
    [960_058_212, '16 min 0.1 s'],
    // Rounded up it is a whole minute, not 60.0 s.
    [119_980_000, '2 min 0.0 s'],
  ])('of %i us is %s', (us, text) => {
    expect(span(us)).toBe(text);
  });
});

describe('a tick of the axis', () => {
  it.each([
    [20_000_000, 10_000_000, '20 s'],
    [20_000_000, 1_000_000, '20 s'],
    [1_500_000, 500_000, '1.5 s'],
    [1_250_000, 50_000, '1.25 s'],
    [2_000, 1_000, '0.002 s'],
    [3, 1, '0.000003 s'],
    [3, 0.5, '0.000003 s'],
  ])('at %i us, %d us from the next, is %s', (us, stepUs, text) => {
    expect(tick(us, stepUs)).toBe(text);
  });
});

describe('a number of things', () => {
  it('is written in English, with its own plural where it has one', () => {
    expect([0, 1, 2, 12_345].map((number) => count(number, 'frame'))).toEqual([
      ...['0 frames', '1 frame', '2 frames', '12,345 frames'],
    ]);
    expect(count(2, 'entry', 'entries')).toBe('2 entries');
  });
});
