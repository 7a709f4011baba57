import { expect, it } from 'vitest';
import { beepText } from '../../../../hil/view/beep-text.ts';

it.each([
  [{ last: 0, total: 0 }, '♪ no beep yet'],
  [{ last: 1, total: 3 }, '♪ beep  (1 beep; 3 in this run)'],
  [{ last: 2, total: 2 }, '♪ beep beep  (2 beeps; 2 in this run)'],
  [{ last: 6, total: 8 }, '♪ beep × 6  (6 beeps; 8 in this run)'],
])('beeps %j are written as heard: %s', (beeps, text) => {
  expect(beepText(beeps)).toBe(text);
});
