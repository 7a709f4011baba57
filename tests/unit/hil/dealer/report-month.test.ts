import { describe, expect, it } from 'vitest';
import { monthAt, takeMonth } from '../../../../hil/dealer/report-month.ts';

const JULY_2019 = { name: '2019-07', fromMs: 1_561_939_200_000, toMs: 1_564_617_600_000 };

describe('the month of a report (DLR-9)', () => {
  it('is the one of an instant, in UTC, from its first millisecond to its last', () => {
    expect(monthAt(JULY_2019.fromMs)).toEqual(JULY_2019);
    expect(monthAt(JULY_2019.toMs - 1)).toEqual(JULY_2019);
    expect(monthAt(JULY_2019.fromMs - 1).name).toBe('2019-06');
    expect(monthAt(JULY_2019.toMs).name).toBe('2019-08');
  });

  it('is taken as it is typed', () => {
    expect(takeMonth(' 2019-07 ')).toEqual(JULY_2019);
    expect(takeMonth('2019-12')).toMatchObject({ name: '2019-12', toMs: Date.UTC(2020, 0) });
  });

  it.each(['', '2019', '2019-7', '2019-00', '2019-13', '07-2019', '2019-07-01'])('is rejected: %j', (typed) => {
    expect(takeMonth(typed)).toMatchObject({ kind: 'refused', code: 'invalid-field', field: 'month' });
  });
});
