import { describe, expect, it } from 'vitest';
import { listEvents } from '../../../../../hil/browser/viewer/listed-events.ts';
import type { ViewedEvent } from '../../../../../hil/report/viewer-data.ts';

function exchange(id: number, request: string, response: string | null, text = request): ViewedEvent {
  const head = { id, timeUs: id * 1000, kind: 'uds' as const, source: 'smart-key', text };
  return { ...head, event: 'uds-exchange', endpoint: 'oem', startedUs: 0, request, response };
}

const EVENTS: readonly ViewedEvent[] = [
  exchange(1, '1003', '5003003201F4', 'Open the extended session: done.'),
  exchange(2, '3E80', null),
  exchange(3, '31030201', '7103020101'),
  exchange(4, '3E80', null),
  exchange(5, '31030201', '7103020102'),
  exchange(6, '22F190', '62F19034', 'VIN: 4T1'),
];

describe('the events of the viewer as a list', () => {
  it('share a row where a poll repeats, in the order of time; each event is in the row of its kind', () => {
    const { rows, found, placeOf } = listEvents(EVENTS, '');
    expect(rows.map(({ event, repeats }) => [event.id, repeats])).toEqual([
      [1, 1],
      [4, 2],
      [5, 2],
      [6, 1],
    ]);
    expect(found).toBe(6);
    expect([...placeOf].sort(([a], [b]) => a - b)).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 1],
      [5, 2],
      [6, 3],
    ]);
  });

  it('are those whose words or bytes contain what is searched', () => {
    expect(listEvents(EVENTS, ' vin ').rows.map(({ event }) => event.id)).toEqual([6]);
    expect(listEvents(EVENTS, '62 f1 90').rows.map(({ event }) => event.id)).toEqual([6]);
    expect(listEvents(EVENTS, '3E 80')).toMatchObject({ found: 2, rows: [{ repeats: 2 }] });
    expect(listEvents(EVENTS, 'nothing such')).toMatchObject({ found: 0, rows: [] });
  });
});
