import { describe, expect, it } from 'vitest';
import { checkLimit, isWithin, limitWords } from '../../../../ecu-sim/profile/number-limit.ts';

const SUPPLY = { min: 6, max: 18 } as const;
const COUNT = { min: 1, max: 3, whole: true } as const;

describe('a limit', () => {
  it('has one phrase', () => {
    expect(limitWords(SUPPLY)).toBe('a number from 6 to 18');
    expect(limitWords(COUNT)).toBe('a whole number from 1 to 3');
  });

  it('holds its ends, and whole numbers only where it says so', () => {
    expect([5.999, 6, 6.5, 18, 18.001, Number.NaN].map((value) => isWithin(SUPPLY, value))).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect([0, 1, 1.5, 3, 4].map((value) => isWithin(COUNT, value))).toEqual([false, true, false, true, false]);
  });

  it('is checked with field, phrase and value', () => {
    expect(() => checkLimit('batteryV', SUPPLY, 18)).not.toThrow();
    expect(() => checkLimit('batteryV', SUPPLY, 3)).toThrow(
      expect.objectContaining({
        code: 'usage/limit',
        message: 'batteryV must be a number from 6 to 18, not 3',
        context: { field: 'batteryV', value: 3, min: 6, max: 18 },
      }),
    );
  });
});
