import { describe, expect, it } from 'vitest';
import { timeAdvancedText } from '../../../../hil/view/time-text.ts';

describe('time in words', () => {
  it('says from where to where it advanced, to the millisecond, or as far as it takes to differ', () => {
    expect(timeAdvancedText(1_000_000, 961_000_499)).toBe('time advanced from 1.000 s to 961.000 s');
    expect(timeAdvancedText(98_909_842, 98_909_844)).toBe('time advanced from 98.909842 s to 98.909844 s');
  });
});
