import { describe, expect, it } from 'vitest';
import { localDate, localInstant } from '../../../../hil/trace/local-date.ts';

describe('a date of an ASC log', () => {
  it.each([0, 1_561_968_000_123_000, 1_577_836_799_999_000])('is the same instant when it is read: %d µs', (timeUs) => {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millis = 0] = localDate(timeUs)
      .split(/\D/)
      .map(Number);
    expect(localInstant({ year, month, day, hour, minute, second, micros: millis * 1000 })).toBe(timeUs);
  });

  it('is in milliseconds, rounded down', () => {
    expect(localDate(1_561_968_000_123_999)).toMatch(/\.123Z$/);
  });
});
