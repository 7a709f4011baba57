import { counted } from '../../../can-bus/text/counted.ts';
import type { VNode } from 'preact';
import { refusalOf } from './conversation.tsx';
import type { Happening } from './happening.ts';
import { clockText } from './words.ts';

interface ScrubberProps {
  readonly events: readonly Happening[];
  /** The number of events up to the instant that is shown; null shows the present. */
  readonly cursor: number | null;
  /** No more events come: what is shown last is not the present. */
  readonly isLost?: boolean;
  readonly onShow: (count: number | null) => void;
}

/** The kept events as a strip, idle time folded away: back to any instant, and to the present again. */
export function Scrubber({ events, cursor, isLost = false, onShow }: ScrubberProps): VNode {
  const length = events.length;
  const at = cursor ?? length;
  const past = cursor !== null;
  const timeUs = at === 0 ? (events[0]?.timeUs ?? 0) : (events[at - 1]?.timeUs ?? 0);
  return (
    <div
      class={`scrubber ${past ? 'scrubber-past' : isLost ? 'scrubber-lost' : ''}`}
      role="group"
      aria-label="Time travel"
    >
      <button
        type="button"
        class="live-mark"
        aria-pressed={!past}
        onClick={() => onShow(null)}
        title="Show the present"
      >
        {past ? 'PAST' : isLost ? 'LOST' : 'LIVE'}
      </button>
      <button type="button" class="tiny" aria-label="One event back" disabled={at === 0} onClick={() => onShow(at - 1)}>
        ◀
      </button>
      <div class="strip">
        <Marks events={events} />
        <input
          type="range"
          min={0}
          max={Math.max(1, length)}
          value={at}
          disabled={length === 0}
          aria-label="Instant that is shown"
          aria-valuetext={past ? `past, ${clockText(timeUs)}` : 'the present'}
          onInput={(event) => onShow(Number(event.currentTarget.value))}
        />
      </div>
      <button type="button" class="tiny" aria-label="One event on" disabled={!past} onClick={() => onShow(at + 1)}>
        ▶
      </button>
      <output class="number" aria-live="off">
        {past ? clockText(timeUs) : counted(length, 'event')}
      </output>
      {past && (
        <button type="button" class="main" onClick={() => onShow(null)}>
          Back to the present
        </button>
      )}
    </div>
  );
}

/** Lines for what a person looks for: refusals, procedures, what was done at the car. */
const MARKS = 300;

function Marks({ events }: { readonly events: readonly Happening[] }): VNode {
  const step = Math.max(1, Math.ceil(events.length / MARKS));
  const marks: VNode[] = [];
  for (let start = 0; start < events.length; start += step) {
    const kind = markOf(events.slice(start, start + step));
    if (kind === null) continue;
    const x = ((start + step / 2) / Math.max(1, events.length)) * 100;
    marks.push(<rect key={start} class={`mark mark-${kind}`} x={`${x}%`} y="0" width="2" height="100%" />);
  }
  return (
    <svg class="marks" aria-hidden="true">
      {marks}
    </svg>
  );
}

function markOf(events: readonly Happening[]): 'refused' | 'procedure' | 'stimulus' | null {
  if (events.some((event) => refusalOf(event) !== null)) return 'refused';
  if (events.some((event) => event.event === 'procedure')) return 'procedure';
  return events.some(({ kind }) => kind === 'stimulus') ? 'stimulus' : null;
}
