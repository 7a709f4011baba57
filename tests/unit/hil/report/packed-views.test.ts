import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { packCar } from '../../../../hil/report/packed-car.ts';
import { NO_VIEWS, packViews } from '../../../../hil/report/packed-views.ts';
import type { Timeline } from '../../../../hil/report/timeline-data.ts';
import { viewedOf } from '../../../support/viewed-car.ts';

const TIMELINE: Timeline = {
  car: 'car',
  endUs: 9,
  lanes: [
    {
      id: 'uds',
      items: [
        [1, 2, 'a', '', 0],
        [3, 4, 'b', '', 0],
      ],
      omitted: 5,
    },
  ],
  load: { binUs: 1, permille: [], frames: 0 },
};

describe('what happened to the cars of a scenario', () => {
  it('is the content of a block, with its number of items and events', () => {
    const event = { id: 1, timeUs: 500, kind: 'bus', source: 'body', event: 'a', text: 'A.' } as const;
    const cars = [viewedOf(TIMELINE, { events: [event] }), viewedOf(TIMELINE)];
    const { items, data } = packViews(cars);
    expect(items).toBe(5);
    expect(JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString())).toEqual(cars.map(packCar));
  });

  it('is nothing where nothing was recorded', () => {
    expect(packViews([])).toBe(NO_VIEWS);
    expect(NO_VIEWS).toEqual({ items: 0, data: '' });
  });
});
