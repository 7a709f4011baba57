import type { ViewedEvent } from '../../report/viewer-data.ts';
import { addFolded } from '../components/fold-polls.ts';

/** Events as rows in the order of time; repeated polls share one. */
export interface ListedEvents {
  readonly rows: readonly ListedRow[];
  /** How many events match. */
  readonly found: number;
  /** The place of the row that an event is in, by the event's id. */
  readonly placeOf: ReadonlyMap<number, number>;
}

interface ListedRow {
  /** The last one. */
  readonly event: ViewedEvent;
  readonly first: ViewedEvent;
  /** How many times it happened in a row. */
  readonly repeats: number;
}

/** The events whose words, or bytes, contain what is searched; all of them for an empty search. */
export function listEvents(events: readonly ViewedEvent[], search: string): ListedEvents {
  const wanted = search.trim().toLowerCase();
  const bytes = wanted.replaceAll(/\s/g, '');
  const matches = (event: ViewedEvent): boolean =>
    event.text.toLowerCase().includes(wanted) || bytesOf(event).includes(bytes);
  const matching = wanted === '' ? events : events.filter(matches);
  const newestFirst: ListedRow[] = [];
  const places = matching
    .toReversed()
    .map((event) => [event.id, addFolded(newestFirst, { event, first: event, repeats: 1 })] as const);
  const last = newestFirst.length - 1;
  return {
    rows: newestFirst.toReversed(),
    found: matching.length,
    placeOf: new Map(places.map(([id, place]) => [id, last - place])),
  };
}

function bytesOf(event: ViewedEvent): string {
  const { request, response } = event as Readonly<Record<string, unknown>>;
  return [request, response]
    .filter((bytes) => typeof bytes === 'string')
    .join(' ')
    .toLowerCase();
}
