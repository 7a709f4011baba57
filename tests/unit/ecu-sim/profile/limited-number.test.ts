import { expect, it } from 'vitest';
import { limitedNumber } from '../../../../ecu-sim/profile/limited-number.ts';

it('is a schema whose every refusal has the phrase of the limit', () => {
  const schema = limitedNumber({ min: 1, max: 3, whole: true }, (noun) => `must be ${noun}`);
  for (const value of ['2', 0, 1.5, 4]) {
    expect(schema.safeParse(value).error?.issues[0]?.message).toBe('must be a whole number from 1 to 3');
  }
  expect(schema.parse(3)).toBe(3);
  expect(limitedNumber({ min: 0, max: 1 }, (noun) => noun).parse(0.5)).toBe(0.5);
});
