import { describe, expect, it } from 'vitest';
import { unbroken } from '../../../../../hil/browser/report/unbroken.ts';

describe('a text of the report', () => {
  it.each([
    ['960.058212 s to 975.000000 s (15.0 s)', '960.058212~s to 975.000000~s (15.0~s)'],
    ['16 min 0.1 s in 544.5 ms, 1,763 × real time', '16~min~0.1~s in 544.5~ms, 1,763~× real time'],
    ['advance 8 min', 'advance 8~min'],
    ['battery 12.6 V, 20 km/h, 50 % of 500 kbit/s', 'battery 12.6~V, 20~km/h, 50~% of 500~kbit/s'],
    ['700 µs', '700~µs'],
  ])('%s keeps each number with its unit', (text, kept) => {
    expect(unbroken(text)).toBe(kept.replaceAll('~', '\u00a0'));
  });

  it.each(['3 steps', '2 Valets', '12 hours of 4', 'level 2 seed', '50 03 00 32'])('%s may break anywhere', (text) => {
    expect(unbroken(text)).toBe(text);
  });
});
