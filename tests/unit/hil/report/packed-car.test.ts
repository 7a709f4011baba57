import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packCar, unpackCar, type PackedCar } from '../../../../hil/report/packed-car.ts';
import type { LaneItem, Timeline } from '../../../../hil/report/timeline-data.ts';
import type { ViewTimer } from '../../../../hil/view/car-view.ts';
import type { ViewedEvent } from '../../../../hil/report/viewer-data.ts';
import { viewedOf } from '../../../support/viewed-car.ts';

const TIMELINE: Timeline = { car: 'car', endUs: 9, lanes: [], load: { binUs: 1, permille: [], frames: 0 } };

function through(car: PackedCar): PackedCar {
  return JSON.parse(JSON.stringify(car)) as PackedCar;
}

describe('what happened to a car, packed for a page', () => {
  it('counts times from the event before, and times within an event from the event', () => {
    const events: readonly ViewedEvent[] = [
      { id: 1, timeUs: 500, kind: 'bus', source: 'body', event: 'a', text: 'A.' },
      {
        ...{ id: 2, timeUs: 700, kind: 'state', source: 'car', event: 'view', text: 'B.' },
        changed: { timers: [{ name: 's3', startedUs: 700, deadlineUs: 5_000_700 }], procedureSinceUs: null },
      },
      {
        ...{ id: 3, timeUs: 700, kind: 'state', source: 'car', event: 'view', text: 'Changed: seedLevel.' },
        changed: { seedLevel: 1 },
      },
    ];
    const car = viewedOf(TIMELINE, { events });
    expect(unpackCar(through(packCar(car)))).toEqual(car);
    const { events: packed } = packCar(car);
    expect(packed).toEqual({
      shapes: [
        [['kind', 'bus'], ['source', 'body'], ['event', 'a'], 'text'],
        [['kind', 'state'], ['source', 'car'], ['event', 'view'], 'text', 'changed'],
        [['kind', 'state'], ['source', 'car'], ['event', 'view'], ['text', null], 'changed'],
      ],
      rows: [
        [500, 0, 'A.'],
        [200, 1, 'B.', { timers: [{ name: 's3', startedUs: 0, deadlineUs: 5_000_000 }], procedureSinceUs: null }],
        [0, 2, { seedLevel: 1 }],
      ],
    });
  });

  it('has the place in the list before for each timer that stays (most changes are of S3)', () => {
    const reset: ViewTimer = { name: 'reset', startedUs: 100, deadlineUs: 960_000_100 };
    const s3 = (startedUs: number): ViewTimer => ({ name: 's3', startedUs, deadlineUs: startedUs + 5_000_000 });
    const lists = [[reset], [reset, s3(300)], [s3(300)], [{ ...reset, deadlineUs: 7 }, s3(300)], [], [s3(300)]];
    const events = lists.map((timers, index) => ({
      ...{ id: index + 1, timeUs: 300 + index, kind: 'state' as const, source: 'car', event: 'view' },
      ...{ text: 'Changed: timers, session.', changed: { timers, session: 'extended' } },
    }));
    const { start } = viewedOf(TIMELINE);
    const car = viewedOf(TIMELINE, { events, start: { ...start, timers: [s3(50), reset] } });
    const packed = packCar(car);
    expect(unpackCar(through(packed))).toEqual(car);
    expect(packed.events.rows.map(([, , changed]) => changed)).toEqual([
      { timers: [1], session: 'extended' },
      { timers: [0, { name: 's3', startedUs: -1, deadlineUs: 4_999_999 }], session: 'extended' },
      { timers: [1], session: 'extended' },
      { timers: [{ name: 'reset', startedUs: -203, deadlineUs: -296 }, 0], session: 'extended' },
      { timers: [], session: 'extended' },
      { timers: [{ name: 's3', startedUs: -5, deadlineUs: 4_999_995 }], session: 'extended' },
    ]);
  });

  it('has items of lanes by the time since the one before, and by their length', () => {
    const items: readonly LaneItem[] = [
      [1000, 1500, 'a', '', 0],
      [1200, 1200, 'b', 'c', 1],
    ];
    const timeline: Timeline = { ...TIMELINE, lanes: [{ id: 'uds', items, omitted: 0 }] };
    expect(packCar(viewedOf(timeline)).timeline.lanes[0]?.items).toEqual([
      [1000, 500, 'a', '', 0],
      [200, 0, 'b', 'c', 1],
    ]);
  });

  it('comes back as it was, whatever the events say', () => {
    const timeUs = fc.nat(2 ** 40);
    const leaf = fc.oneof(fc.string(), timeUs, fc.constant(null), fc.boolean());
    const timer = fc.record({ startedUs: timeUs, name: leaf, deadlineUs: fc.constantFrom(1, 2) });
    const list = fc.oneof(fc.array(fc.record({ startedUs: timeUs, name: leaf })), fc.array(timer));
    const nested = fc.oneof(leaf, list, fc.record({ timers: list }));
    const details = fc.dictionary(fc.constantFrom('request', 'startedUs', 'a b', 'reason', 'changed'), nested);
    const event = fc.tuple(timeUs, details).map(([at, fields]) => ({ timeUs: at, kind: 'bus' as const, ...fields }));
    const item = fc.tuple(timeUs, timeUs, fc.string(), fc.string(), fc.nat(5));
    fc.assert(
      fc.property(fc.array(event), fc.array(item), (happened, items) => {
        const head = { source: '', event: 'view', text: 'Changed: startedUs.' };
        const events = happened.map((fields, index) => ({ id: index + 1, ...head, ...fields }));
        const lanes = [{ id: 'uds' as const, items, omitted: 0 }];
        const car = viewedOf({ ...TIMELINE, lanes }, { events });
        expect(unpackCar(through(packCar(car)))).toEqual(car);
      }),
    );
  });
});
