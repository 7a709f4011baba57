import { counted } from '../../../can-bus/text/counted.ts';
import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { Refusal } from '../../view/refusal.ts';
import { addFolded, textOfRow } from './fold-polls.ts';
import type { Happening } from './happening.ts';
import { clockText } from './words.ts';

interface ConversationProps {
  readonly events: readonly Happening[];
  /** The number of events up to the instant that is shown. */
  readonly until: number;
  /** Called with the place of an event, to show the car at that instant. */
  readonly onShow: (count: number) => void;
}

/** Rows in the page at most; the newest ones. */
const ROWS = 200;
/** Events looked at for them, where nothing is searched: repeated ones share a row. */
const LOOKED_AT = 5000;

const filter = signal('');
const showAll = signal(true);

/** Exchanges between tester and car, and actions at the car: one row each, newest first. */
export function Conversation({ events, until, onShow }: ConversationProps): VNode {
  const { rows, older } = rowsOf(events, until, filter.value, showAll.value);
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
        {older > 0 && (
          <li class="hint">
            {older.toLocaleString('en-US')} older event{older === 1 ? ' is' : 's are'} not listed. Search for them, or
            go back in time.
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
  const { event, first, count, repeats } = place;
  const known = drawn.get(event);
  if (
    known?.place.count === count &&
    known.place.first === first &&
    known.place.repeats === repeats &&
    known.onShow === onShow
  )
    return known.row;
  const row = <Row key={event.id} event={event} first={first} repeats={repeats} onShow={() => onShow(count)} />;
  drawn.set(event, { place, onShow, row });
  return row;
}

interface Place {
  /** The last of those that share the row. */
  readonly event: Happening;
  readonly first: Happening;
  readonly count: number;
  readonly repeats: number;
}

interface Rows {
  /** Newest first. */
  readonly rows: readonly Place[];
  /** How many events before them are not listed. */
  readonly older: number;
}

/** The newest rows that match. */
export function rowsOf(events: readonly Happening[], until: number, search: string, withEvents: boolean): Rows {
  const rows: Place[] = [];
  const wanted = search.trim().toLowerCase();
  const newest = Math.min(until, events.length) - 1;
  const oldest = wanted === '' ? Math.max(0, newest - LOOKED_AT) : 0;
  for (let index = newest; index >= oldest; index--) {
    const event = events[index];
    if (event === undefined || !isShown(event)) continue;
    if (!withEvents && event.kind !== 'uds') continue;
    if (wanted !== '' && !event.text.toLowerCase().includes(wanted)) continue;
    const place = addFolded(rows, { event, first: event, count: index + 1, repeats: 1 });
    if (place < ROWS) continue;
    rows.length = ROWS;
    return { rows, older: index + 1 };
  }
  return { rows, older: oldest };
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
  /** The earliest of those that share the row. */
  readonly first?: Happening;
  readonly repeats?: number;
  /** When it happened, as this page writes instants. */
  readonly time?: string;
  /** It is the last one at the instant that is shown. */
  readonly isCurrent?: boolean;
  readonly onShow: () => void;
}

/** Longer words are cut off after some lines. */
const LONG = 400;

export function Row({ event, first = event, repeats = 1, time, isCurrent = false, onShow }: RowProps): VNode {
  const refusal = refusalOf(event);
  const text = textOfRow({ event, first, repeats });
  return (
    <li
      class={`row row-${event.kind} ${refusal === null ? '' : 'row-refused'}`}
      aria-current={isCurrent ? 'true' : undefined}
    >
      <button type="button" class="row-time number" title="Show the car at this instant" onClick={onShow}>
        {time ?? clockText(event.timeUs)}
      </button>
      <div class="row-text">
        <span class={text.length > LONG ? 'long' : undefined}>
          {refusal === null ? text : text.replace(refusal.text, '').trim()}
        </span>
        {repeats > 1 && (
          <span class="repeats" title={`${repeats} times in a row, with the same answer`}>
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
      {typeof hiddenBytes === 'number' && ` and ${counted(hiddenBytes, 'byte')} of a pass-code, which only frames show`}
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
