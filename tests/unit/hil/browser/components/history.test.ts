import { describe, expect, it } from 'vitest';
import type { Happening } from '../../../../../hil/browser/components/happening.ts';
import { History } from '../../../../../hil/browser/components/history.ts';
import { carView } from '../../../../support/car-views.ts';

function faster(id: number, timeUs: number): Happening {
  return { id, timeUs, kind: 'state', source: 'smart-key', text: '', event: 'view', changed: { speedKmh: id } };
}

function historyOf(count: number, limit?: number): History {
  const history = new History(carView(), limit);
  for (let id = 1; id <= count; id++) history.append(faster(id, id * 1000));
  return history;
}

describe('the history', () => {
  it('shows the car as it was after any of its events, and before the first', () => {
    const history = historyOf(950);
    expect(history.viewAfter(0).speedKmh).toBe(0);
    expect(history.viewAfter(1).speedKmh).toBe(1);
    expect(history.viewAfter(200).speedKmh).toBe(200);
    expect(history.viewAfter(399).speedKmh).toBe(399);
    expect(history.viewAfter(950)).toEqual(history.latest);
    expect(history.latest).toMatchObject({ speedKmh: 950, timeUs: 950_000, lastEventId: 950 });
  });

  it('finds the events up to an instant, that instant included', () => {
    const history = historyOf(10);
    expect([999, 1000, 1001, 9_999, 10_000, 99_999].map((timeUs) => history.countUntil(timeUs))).toEqual([
      0, 1, 1, 9, 10, 10,
    ]);
  });

  it('drops the oldest half where it is full, and still shows each instant it has kept', () => {
    const history = historyOf(1999, 1000);
    expect(history.events).toHaveLength(1999);
    history.append(faster(2000, 2_000_000));
    expect(history.events).toHaveLength(1000);
    expect(history.events[0]?.id).toBe(1001);
    expect(history.viewAfter(0).speedKmh).toBe(1000);
    expect(history.viewAfter(1).speedKmh).toBe(1001);
    expect(history.viewAfter(1000).speedKmh).toBe(2000);
  });
});
