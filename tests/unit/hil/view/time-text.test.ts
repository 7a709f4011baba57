import { describe, expect, it } from 'vitest';
import { timeAdvancedText } from '../../../../hil/view/time-text.ts';

describe('time in words', () => {
  it('says from where to where it advanced, to the millisecond', () => {
    expect(timeAdvancedText(1_000_000, 961_000_499)).toBe('time advanced from 1.000 s to 961.000 s');
  });
});
