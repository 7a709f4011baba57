import { describe, expect, it } from 'vitest';
import { addFolded, textOfRow } from '../../../../../hil/browser/components/fold-polls.ts';
import type { Happening } from '../../../../../hil/browser/components/happening.ts';

const CLIENT = 'slcan-tcp:127.0.0.1:50124';

function exchange(request: string, response: string | null, client = CLIENT, text = ''): Happening {
  const head = { id: 1, timeUs: 0, kind: 'uds' as const, source: 'smart-key', text };
  return { ...head, event: 'uds-exchange', endpoint: 'smart-key', client, startedUs: 0, request, response };
}

const beep: Happening = { id: 1, timeUs: 0, kind: 'effect', source: 'body', text: '', event: 'beeps-ordered' };

function advance(fromS: number, toS: number): Happening {
  const head = { id: 1, timeUs: 0, kind: 'time' as const, source: 'host', event: 'time-advanced' };
  return { ...head, text: `from ${fromS}`, fromUs: fromS * 1e6, toUs: toS * 1e6 };
}

/** The events newest first, as rows: each with how often it happened. */
function folded(...events: readonly Happening[]): readonly number[] {
  return rowsOf(...events).map(({ repeats }) => repeats);
}

function rowsOf(...events: readonly Happening[]): readonly Parameters<typeof textOfRow>[0][] {
  const rows: Parameters<typeof textOfRow>[0][] = [];
  for (const event of events) addFolded(rows, { event, first: event, repeats: 1 });
  return rows;
}

describe('exchanges that repeat', () => {
  it('are one row where they are identical and follow each other', () => {
    const read = exchange('22F190', '62F190');
    expect(folded(read, read, read)).toEqual([3]);
    expect(folded(read, exchange('22F187', '62F187'), read)).toEqual([1, 1, 1]);
    expect(folded(read, exchange('22F190', '62F191'))).toEqual([1, 1]);
  });

  it('are one row each where a tool alternates between polls, whatever the results count', () => {
    const present = exchange('3E80', null);
    expect(
      folded(present, exchange('31030201', '7103020101'), present, exchange('31030201', '7103020102'), present),
    ).toEqual([3, 2]);
  });

  it('are rows of their own where the poll is refused, or another tool asks', () => {
    expect(folded(exchange('31030201', '71030201'), exchange('31030201', '7F3124'))).toEqual([1, 1]);
    expect(folded(exchange('3E00', '7E00'), exchange('3E00', '7E00', 'other'))).toEqual([1, 1]);
  });

  it('are rows of their own where anything else happened in between', () => {
    expect(folded(exchange('3E00', '7E00'), beep, exchange('3E00', '7E00'))).toEqual([1, 1, 1]);
    expect(folded(beep, beep)).toEqual([1, 1]);
  });

  it('are the same rows with the events of the car and without them, which a log of frames does not have', () => {
    const [present, results] = [exchange('3E80', null), exchange('31030201', '7103020101')];
    const session: Happening = { ...beep, kind: 'state', event: 'session' };
    const opened = exchange('1003', '5003');
    expect(folded(present, results, opened, session, present, results)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(folded(present, results, opened, present, results)).toEqual([1, 1, 1, 1, 1]);
  });

  it('are rows of their own where the answer says something else', () => {
    const results = (text: string, response: string): Happening => exchange('31030201', response, CLIENT, text);
    const [done, running, running2] = [
      results('Results: idle, completed.', '710302010001'),
      results('Results: running.', '710302011200000001'),
      results('Results: running.', '710302011200000002'),
    ];
    expect(folded(done, running, running2, running)).toEqual([1, 3]);
  });

  it('are one row each where the tool advances time between its polls, with how far it advanced in all', () => {
    const poll = exchange('31030201', '7103020112');
    const rows = rowsOf(poll, advance(4, 6), poll, advance(2.5, 4), poll, advance(0, 2));
    expect(rows.map((row) => [textOfRow(row), row.repeats])).toEqual([
      ['', 3],
      ['Time advanced from 0.000 s to 6.000 s.', 3],
    ]);
  });

  it('keep each advance of time that does not come between polls', () => {
    const read = exchange('22F190', '62F190');
    expect(folded(advance(1, 2), advance(0, 1))).toEqual([1, 1]);
    expect(folded(advance(2, 3), read, advance(1, 2), read)).toEqual([1, 1, 1, 1]);
    expect(rowsOf(advance(1, 2)).map(textOfRow)).toEqual(['from 1']);
  });
});
