import { describe, expect, it } from 'vitest';
import { clockText, leftText, stateText } from '../../../../../hil/browser/components/words.ts';

describe('the words of the pages', () => {
  it('write an instant as a clock, to the microsecond', () => {
    expect([0, 1, 59_999_999, 960_000_000, 3_723_000_004].map(clockText)).toEqual([
      '00:00.000000',
      '00:00.000001',
      '00:59.999999',
      '16:00.000000',
      '1:02:03.000004',
    ]);
  });

  it('write what is left, never less than is left', () => {
    expect([0, 1, 100_000, 29_400_001, 99_999_999, 100_000_000, 960_000_000, 659_000_001].map(leftText)).toEqual([
      '0.0 s',
      '0.1 s',
      '0.1 s',
      '29.5 s',
      '100.0 s',
      '1:40',
      '16:00',
      '11:00',
    ]);
  });

  it('write a state in words', () => {
    expect(stateText('awaiting-pre-start-check')).toBe('awaiting Pre-Start Check');
    expect(stateText('window-open')).toBe('window open');
  });
});
