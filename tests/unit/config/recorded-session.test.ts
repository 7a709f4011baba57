import { describe, expect, it } from 'vitest';
import { recordedPage, recordedSession } from '../../config/recorded-session.ts';
import { dashboardPage } from '../../../hil/server/dashboard-page.ts';
import { carView } from '../../support/car-views.ts';

describe('a session that a car has served', () => {
  it('is its first state, its events, and its frames in short', () => {
    const event = { id: 2, timeUs: 7, kind: 'state', source: 'car', event: 'view', changed: {}, text: '' };
    const frame = { timeUs: 9, kind: 'frame', source: 'body', id: '620', data: '00', eventId: 3 };
    const reset = { timeUs: 5, kind: 'reset', reason: 'restarted', lastEventId: 1 };
    const stream = [reset, event, frame].map((each) => `event: x\nid: 1\ndata: ${JSON.stringify(each)}\n\n`).join('');
    const start = carView({ timeUs: 5 });
    expect(recordedSession(start, stream)).toEqual({
      ...{ start, events: [event], frames: [[9, 'body', '620', '00']], endUs: 9 },
    });
  });

  it('has the page of a car, with everything that it loads beside it', () => {
    const page = recordedPage(dashboardPage('4T1BZ1FB4KU999999', null));
    expect([...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address)).toEqual([
      './favicon.svg',
      './dashboard.css',
      '../../openapi.json',
      './recorded-car.js',
      './dashboard.js',
    ]);
  });
});
