import { describe, expect, it } from 'vitest';
import { minutesText } from '../../../../hil/tool/minutes-text.ts';

describe('a time of a tool', () => {
  it.each([
    [0, '0:00'],
    [59, '0:59'],
    [60, '1:00'],
    [1257, '20:57'],
    [360_000, '6000:00'],
  ])('%i s is %s', (seconds, text) => {
    expect(minutesText(seconds)).toBe(text);
  });
});
