import { describe, expect, it } from 'vitest';
import { ascDate, parseAscDate } from '../../../../can-bus/trace/asc-date.ts';

describe('the date of an ASC log', () => {
  it.each([
    ['2019-07-01T08:00:00Z', 'Mon Jul 01 08:00:00.000 am 2019'],
    ['2020-02-29T00:05:09.25Z', 'Sat Feb 29 12:05:09.250 am 2020'],
    ['2000-12-31T12:00:00.001Z', 'Sun Dec 31 12:00:00.001 pm 2000'],
    ['1999-01-01T23:59:59.999Z', 'Fri Jan 01 11:59:59.999 pm 1999'],
  ])('%s is written as %s', (iso, text) => {
    expect(ascDate(iso)).toBe(text);
  });

  it.each(['2019-02-29T08:00:00Z', '1900-02-29T00:00:00Z', '2019-13-01T08:00:00Z', '2019-07-01T24:00:00Z'])(
    '%s is not written',
    (iso) => {
      expect(() => ascDate(iso)).toThrow(new RangeError(`"${iso}" is not an existing date`));
    },
  );

  it('is written of UTC alone', () => {
    expect(() => ascDate('2019-07-01T08:00:00+02:00')).toThrow(/is not a UTC date like 2019-07-01T08:00:00Z/);
  });

  it.each([
    ['Mon Jul 01 08:00:00.000 am 2019', { month: 7, day: 1, hour: 8, minute: 0, second: 0, micros: 0 }],
    ['Mon Jul 1 12:00:01 am 2019', { month: 7, day: 1, hour: 0, minute: 0, second: 1, micros: 0 }],
    ['Mon Jul 01 12:30:00.5 PM 2019', { month: 7, day: 1, hour: 12, minute: 30, second: 0, micros: 500_000 }],
    ['Fre Mär 01 23:00:00.000001 2019', { month: 3, day: 1, hour: 23, minute: 0, second: 0, micros: 1 }],
    ['Di. Okt. 15 13:14:15 2019', { month: 10, day: 15, hour: 13, minute: 14, second: 15, micros: 0 }],
  ])('%s is read', (text, expected) => {
    expect(parseAscDate(text)).toEqual({ year: 2019, ...expected });
  });

  it.each(['Mon Jul 32 08:00:00 2019', 'Mon Foo 01 08:00:00 2019', 'Mon Jul 01 24:00:00 2019', '2019-07-01', ''])(
    'rejects "%s"',
    (text) => {
      expect(parseAscDate(text)).toBeNull();
    },
  );
});
