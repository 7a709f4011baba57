import { describe, expect, it } from 'vitest';
import { addFolded } from '../../../../../hil/browser/components/fold-polls.ts';
import type { Happening } from '../../../../../hil/browser/components/happening.ts';

function exchange(request: string, response: string | null, client = 'slcan-tcp:127.0.0.1:50124'): Happening {
  const head = { id: 1, timeUs: 0, kind: 'uds' as const, source: 'smart-key', text: '' };
  return { ...head, event: 'uds-exchange', endpoint: 'smart-key', client, startedUs: 0, request, response };
}

const beep: Happening = { id: 1, timeUs: 0, kind: 'effect', source: 'body', text: '', event: 'beeps-ordered' };

/** The events newest first, as rows: each with how often it happened. */
function folded(...events: readonly Happening[]): readonly number[] {
  const rows: { event: Happening; repeats: number }[] = [];
  for (const event of events) addFolded(rows, { event, repeats: 1 });
  return rows.map(({ repeats }) => repeats);
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
});
