import { counted, grouped } from '../../../can-bus/text/counted.ts';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Row } from '../components/conversation.tsx';
import { instant } from '../report/format.ts';
import { scrollToCurrent } from '../components/scroll-to-current.ts';
import type { ViewerState } from './viewer-state.ts';

/** Rows in the page at most; those around the cursor, or the first ones that a search finds. */
const ROWS = 200;

/** What happened, in words and in the order of time; repeated polls share a row. The row at the cursor is marked. */
export function EventList({ state }: { readonly state: ViewerState }): VNode {
  const list = useRef<HTMLOListElement>(null);
  const events = state.story.value?.rows ?? [];
  const search = state.search.value;
  const isSearch = search.trim() !== '';
  const { rows, found, placeOf } = state.listed.value;
  const at = events[state.current.value];
  const current = at === undefined ? -1 : (placeOf.get(at.id) ?? -1);
  const from = isSearch ? 0 : Math.max(0, Math.min(current - ROWS / 2, rows.length - ROWS));
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
            {isSearch
              ? `${found.toLocaleString('en-US')} of ${events.length.toLocaleString('en-US')}`
              : counted(events.length, 'event', grouped)}
          </span>
        </div>
      </header>
      <ol class="rows" ref={list} tabindex={0} aria-label="Events in the order of time">
        {rows.slice(from, from + ROWS).map(({ event, first, repeats }, index) => (
          <Row
            key={event.id}
            event={event}
            first={first}
            repeats={repeats}
            time={instant(event.timeUs)}
            isCurrent={from + index === current}
            onShow={() => state.showEvent(event)}
          />
        ))}
        {rows.length === 0 && <li class="hint">{isSearch ? 'Nothing found.' : 'Nothing happened.'}</li>}
      </ol>
    </section>
  );
}
