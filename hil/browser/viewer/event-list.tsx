import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ViewedEvent } from '../../report/viewer-data.ts';
import { Row } from '../components/conversation.tsx';
import { scrollToCurrent } from './scroll-to-current.ts';
import type { ViewerState } from './viewer-state.ts';

/** Rows in the page at most; those around the cursor, or the first ones that a search finds. */
const ROWS = 200;

/** What happened, in words and in the order of time; the last event up to the cursor is marked. */
export function EventList({ state }: { readonly state: ViewerState }): VNode {
  const list = useRef<HTMLOListElement>(null);
  const rows = state.story.value?.rows ?? [];
  const search = state.search.value;
  const current = state.current.value;
  const { shown, found } = windowOf(rows, current, search);
  useEffect(() => scrollToCurrent(list.current), [current, search]);
  return (
    <section class="panel v-events" aria-labelledby="events-title">
      <header>
        <h2 id="events-title">Events</h2>
        <div class="tools">
          <input
            type="search"
            placeholder="Search words or bytes"
            aria-label="Search in the events"
            value={search}
            onInput={(event) => (state.search.value = event.currentTarget.value)}
          />
          <span class="state" role="status">
            {search.trim() === ''
              ? `${rows.length.toLocaleString('en-US')} events`
              : `${found.toLocaleString('en-US')} of ${rows.length.toLocaleString('en-US')}`}
          </span>
        </div>
      </header>
      <ol class="rows" ref={list} tabindex={0} aria-label="Events in the order of time">
        {shown.map((event) => (
          <Row key={event.id} event={event} isCurrent={event === rows[current]} onShow={() => state.showEvent(event)} />
        ))}
        {shown.length === 0 && <li class="hint">{search.trim() === '' ? 'Nothing happened.' : 'Nothing found.'}</li>}
      </ol>
    </section>
  );
}

/** The rows around a place, or those that match, and how many match in all. */
function windowOf(
  rows: readonly ViewedEvent[],
  current: number,
  search: string,
): { readonly shown: readonly ViewedEvent[]; readonly found: number } {
  const wanted = search.trim().toLowerCase();
  const bytes = wanted.replaceAll(/\s/g, '');
  const matches = (event: ViewedEvent): boolean =>
    event.text.toLowerCase().includes(wanted) || bytesOf(event).includes(bytes);
  const all = wanted === '' ? rows : rows.filter(matches);
  const from = wanted === '' ? Math.max(0, Math.min(current - ROWS / 2, all.length - ROWS)) : 0;
  return { shown: all.slice(from, from + ROWS), found: all.length };
}

function bytesOf(event: ViewedEvent): string {
  const { request, response } = event as Readonly<Record<string, unknown>>;
  return [request, response]
    .filter((bytes) => typeof bytes === 'string')
    .join(' ')
    .toLowerCase();
}
