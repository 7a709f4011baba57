import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { Refusal } from '../../view/refusal.ts';
import { addFolded } from './fold-polls.ts';
import type { Happening } from './happening.ts';
import { clockText } from './words.ts';

interface ConversationProps {
  readonly events: readonly Happening[];
  /** The number of events up to the instant that is shown. */
  readonly until: number;
  /** Called with the place of an event, to show the car at that instant. */
  readonly onShow: (count: number) => void;
}

/** Rows in the page at first, the newest ones, and how many more at a time. */
const ROWS = 200;
/** Events looked at for each {@link ROWS}, where nothing is searched: repeated ones share a row. */
const LOOKED_AT = 5000;
const limit = signal(ROWS);

const filter = signal('');
const showAll = signal(true);

/** Exchanges between tester and car, and actions at the car: one row each, newest first. */
export function Conversation({ events, until, onShow }: ConversationProps): VNode {
  const rows = rowsOf(events, until, filter.value, showAll.value, limit.value);
  const older = olderText(events, until, rows, filter.value.trim() !== '', showAll.value, limit.value);
  return (
    <section class="panel conversation" aria-labelledby="conversation-title">
      <header>
        <h2 id="conversation-title">Conversation</h2>
        <div class="tools">
          <input
            type="search"
            placeholder="Search"
            aria-label="Search in the conversation"
            value={filter.value}
            onInput={(event) => (filter.value = event.currentTarget.value)}
          />
          <label class="check">
            <input
              type="checkbox"
              checked={showAll.value}
              onChange={(event) => (showAll.value = event.currentTarget.checked)}
            />{' '}
            car events
          </label>
        </div>
      </header>
      <ol class="rows" tabindex={0} aria-label="Events, newest first">
        {rows.map((place) => rowAt(place, onShow))}
        {older !== null && (
          <li class="older">
            {older}{' '}
            <button type="button" onClick={() => (limit.value += ROWS)}>
              Show {ROWS} more rows
            </button>
          </li>
        )}
        {rows.length === 0 && <li class="hint">Nothing yet. Connect a scan tool, or open a door.</li>}
      </ol>
    </section>
  );
}

interface DrawnRow {
  readonly place: Place;
  readonly onShow: (count: number) => void;
  readonly row: VNode;
}

/** Rows that are drawn already: the same row again is left as it is. */
const drawn = new WeakMap<Happening, DrawnRow>();

function rowAt(place: Place, onShow: (count: number) => void): VNode {
  const { event, count, repeats } = place;
  const known = drawn.get(event);
  if (known?.place.count === count && known.place.repeats === repeats && known.onShow === onShow) return known.row;
  const row = <Row key={event.id} event={event} repeats={repeats} onShow={() => onShow(count)} />;
  drawn.set(event, { place, onShow, row });
  return row;
}

interface Place {
  readonly event: Happening;
  readonly count: number;
  readonly repeats: number;
}

/** The newest rows that match, newest first. */
export function rowsOf(
  events: readonly Happening[],
  until: number,
  search: string,
  withEvents: boolean,
  most: number = ROWS,
): readonly Place[] {
  const rows: Place[] = [];
  const wanted = search.trim().toLowerCase();
  const newest = Math.min(until, events.length) - 1;
  const oldest = wanted === '' ? Math.max(0, newest - LOOKED_AT * (most / ROWS)) : 0;
  for (let index = newest; index >= oldest && rows.length < most; index--) {
    const event = events[index];
    if (event === undefined || !isListed(event, withEvents)) continue;
    if (wanted === '' || event.text.toLowerCase().includes(wanted)) {
      addFolded(rows, { event, count: index + 1, repeats: 1 });
    }
  }
  return rows;
}

/** What the list leaves out at its end, in words; null where it has everything. */
export function olderText(
  events: readonly Happening[],
  until: number,
  rows: readonly Place[],
  isSearch: boolean,
  withEvents: boolean,
  most: number = ROWS,
): string | null {
  // How many match is not worked out: each would have to be read.
  if (isSearch) return rows.length < most ? null : 'Older events that match are not shown.';
  let older = 0;
  for (let index = Math.min(until, events.length) - 1; index >= 0; index--) {
    const event = events[index];
    if (event !== undefined && isListed(event, withEvents)) older++;
  }
  for (const { repeats } of rows) older -= repeats;
  if (older === 0) return null;
  return older === 1 ? '1 older event is not shown.' : `${older.toLocaleString('en-US')} older events are not shown.`;
}

function isListed(event: Happening, withEvents: boolean): boolean {
  return isShown(event) && (withEvents || event.kind === 'uds');
}

/** Requests and responses are shown as exchanges, and changes of the view by the picture. */
export function isShown(event: Happening): boolean {
  return event.event !== 'uds' && event.event !== 'view' && event.kind !== 'memory' && event.event !== 'buzzer';
}

/** Why it was refused; of the dealer's refusals there is a code alone, which the words have. */
export function refusalOf(event: Happening): Refusal | null {
  const { refusal } = event as Readonly<Record<string, unknown>>;
  return isRefusal(refusal) ? refusal : null;
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'text' in value && 'rule' in value;
}

interface RowProps {
  readonly event: Happening;
  readonly repeats?: number;
  /** When it happened, as this page writes instants. */
  readonly time?: string;
  /** It is the last one at the instant that is shown. */
  readonly isCurrent?: boolean;
  readonly onShow: () => void;
}

/** Longer words are cut off after some lines. */
const LONG = 400;

export function Row({ event, repeats = 1, time, isCurrent = false, onShow }: RowProps): VNode {
  const refusal = refusalOf(event);
  return (
    <li
      class={`row row-${event.kind} ${refusal === null ? '' : 'row-refused'}`}
      aria-current={isCurrent ? 'true' : undefined}
    >
      <button type="button" class="row-time number" title="Show the car at this instant" onClick={onShow}>
        {time ?? clockText(event.timeUs)}
      </button>
      <div class="row-text">
        <span class={event.text.length > LONG ? 'long' : undefined}>
          {refusal === null ? event.text : event.text.replace(refusal.text, '').trim()}
        </span>
        {repeats > 1 && (
          <span class="repeats" title={`${repeats} times in a row; the last one is shown`}>
            ×{repeats}
          </span>
        )}
        {refusal !== null && (
          <p class="why">
            <strong>Why not?</strong> {unbroken(refusal.text)} <code>{refusal.rule}</code>
          </p>
        )}
        {event.event === 'uds-exchange' && <Bytes event={event} />}
      </div>
    </li>
  );
}

function Bytes({ event }: { readonly event: Happening }): VNode {
  const { response, endpoint, client } = event as Readonly<Record<string, unknown>>;
  return (
    <details>
      <summary>bytes</summary>
      <dl>
        <dt>request</dt>
        <dd>
          <RequestBytes event={event} />
        </dd>
        <dt>response</dt>
        <dd>
          <code>{spaced(response)}</code>
        </dd>
        <dt>channel</dt>
        <dd>
          {String(endpoint)}
          {typeof client === 'string' ? `, ${client}` : ''}
        </dd>
      </dl>
    </details>
  );
}

/** The request in hex; what is left out of it, in words. */
export function RequestBytes({ event }: { readonly event: Happening }): VNode {
  const { request, hiddenBytes } = event as Readonly<Record<string, unknown>>;
  return (
    <>
      <code>{spaced(request)}</code>
      {typeof hiddenBytes === 'number' && ` and ${hiddenBytes} bytes of a pass-code, which only frames show`}
    </>
  );
}

export function spaced(hex: unknown): string {
  return typeof hex === 'string' ? hex.replaceAll(/(..)(?=.)/g, '$1 ') : 'none';
}

/** A number and its unit stay on one line. */
function unbroken(text: string): string {
  return text.replaceAll(/(?<=\d) (?=(?:s|V)\b)/g, '\u00A0');
}
