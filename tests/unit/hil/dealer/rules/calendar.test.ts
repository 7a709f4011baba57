import { expect, it } from 'vitest';

import { dateDigits } from '../../../../../hil/dealer/rules/calendar.ts';

it.each([
  [0, '700101'],
  [951_782_399_999, '000228'],
  [951_782_400_000, '000229'],
  [951_868_800_000, '000301'],
  [1_561_968_000_000, '190701'],
  [1_582_934_400_000, '200229'],
  [1_609_459_199_999, '201231'],
  [1_609_459_200_000, '210101'],
  [4_107_542_400_000, '000301'],
])('DLR-11 the instant %i ms is on the day %s', (epochMs, digits) => {
  expect(dateDigits(epochMs)).toBe(digits);
});

it('DLR-11 every day of 400 years has the date the platform’s calendar gives it', () => {
  for (let day = 0; day < 146_097; day += 1) {
    const epochMs = day * 86_400_000;
    const expected = new Date(epochMs).toISOString().slice(2, 10).replaceAll('-', '');
    if (dateDigits(epochMs) !== expected) expect.fail(`${epochMs} gave ${dateDigits(epochMs)}, not ${expected}`);
  }
});
