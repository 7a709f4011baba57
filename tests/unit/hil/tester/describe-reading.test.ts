import { describe, expect, it } from 'vitest';
import { describeReading } from '../../../../hil/tester/describe-reading.ts';

describe('a reading in one line', () => {
  it.each([
    [null, '-'],
    [true, 'yes'],
    [false, 'no'],
    [' a ', 'a'],
    [12.5, '12.5'],
    [[], 'none'],
    [['a', 1], 'a, 1'],
    [{ open: false, closed: false }, 'none'],
    [{ open: true, closed: false, slots: 3 }, 'open, slots 3'],
  ])('%j is %s', (value, text) => {
    expect(describeReading(value)).toBe(text);
  });

  it('has the given titles, and a semicolon between records', () => {
    const entries = [{ wrong: 1, isLocked: true }, { wrong: 2 }];
    expect(describeReading(entries, { wrong: 'wrong attempts' })).toBe('wrong attempts 1, is locked; wrong attempts 2');
  });
});
