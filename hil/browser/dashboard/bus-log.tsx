import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { CarView } from '../../view/car-view.ts';
import { clockText } from '../components/words.ts';
import type { ServedFrame } from '../../view/served-event.ts';
import type { FrameFeed } from './frame-feed.ts';
import { nameOf, signalsOf } from './frame-words.ts';

interface BusLogProps {
  readonly view: CarView;
  readonly feed: FrameFeed;
  /** It is a view of the past: only frames up to then are shown, and nothing that is measured now. */
  readonly isPast?: boolean;
}

/** The frames that stay in sight while the log is frozen; null while it goes on. */
const frozen = signal<readonly ServedFrame[] | null>(null);
const wanted = signal('');
/** Rows in the page; the feed keeps more. */
const ROWS = 100;

/** Frames on the bus, newest first: decoded, filtered by id or name, frozen on demand. Says what it does not show. */
export function BusLog({ view, feed, isPast = false }: BusLogProps): VNode {
  const needle = wanted.value.trim().toLowerCase();
  const untilUs = isPast ? view.timeUs : Infinity;
  const matches = (frame: ServedFrame): boolean =>
    frame.timeUs <= untilUs && (needle === '' || `${frame.id} ${nameOf(frame)}`.toLowerCase().includes(needle));
  const rows = (frozen.value ?? feed.newestFirst.value).filter(matches).slice(0, ROWS);
  return (
    <section class="panel bus-log" aria-labelledby="bus-title">
      <header>
        <h2 id="bus-title">Bus</h2>
        <span class="state">{isPast ? PAST_STATE : <Measured view={view} feed={feed} />}</span>
        <div class="tools">
          <input
            type="search"
            placeholder="Id or name"
            aria-label="Filter frames by id or name"
            value={wanted.value}
            onInput={(event) => (wanted.value = event.currentTarget.value)}
          />
          <button
            type="button"
            aria-pressed={frozen.value !== null}
            onClick={() => (frozen.value = frozen.value === null ? feed.newestFirst.value : null)}
          >
            Freeze
          </button>
        </div>
      </header>
      <div class="table" tabindex={0} role="region" aria-label="Frames, newest first">
        <table>
          <thead>
            <tr>
              <th>Time</th>
              <th>Id</th>
              <th>Frame</th>
              <th>From</th>
            </tr>
          </thead>
          <tbody>{rows.map(rowOf)}</tbody>
        </table>
        {isPast && rows.length === 0 && <p class="hint">The page has kept no frame of that time.</p>}
      </div>
    </section>
  );
}

const PAST_STATE = 'PAST: the frames up to this instant';

/** What is measured of the bus now: its load, and how many frames there were. */
function Measured({ view, feed }: Pick<BusLogProps, 'view' | 'feed'>): VNode {
  return (
    <>
      load {view.buses[0]?.loadPercent ?? 0} % · {feed.total.value.toLocaleString('en-US')} frames
      {feed.skipped.value > 0 && ` · ${feed.skipped.value.toLocaleString('en-US')} not shown`}
    </>
  );
}

/** Rows that are drawn already: the same row again is left as it is. */
const drawn = new WeakMap<ServedFrame, VNode>();

function rowOf(frame: ServedFrame): VNode {
  const known = drawn.get(frame);
  if (known !== undefined) return known;
  const row = (
    <tr key={frame.eventId}>
      <td class="number">{clockText(frame.timeUs)}</td>
      <td>
        <code>{frame.id}</code>
      </td>
      <td class="frame">
        <strong>{nameOf(frame)}</strong> <code>{frame.data.replaceAll(/(..)(?=.)/g, '$1 ')}</code>
        <div class="meaning">{signalsOf(frame)}</div>
      </td>
      <td class="from">{frame.source}</td>
    </tr>
  );
  drawn.set(frame, row);
  return row;
}
