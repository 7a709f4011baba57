import type { VNode } from 'preact';
import type { ViewedEvent } from '../../report/viewer-data.ts';
import type { Refusal } from '../../view/refusal.ts';
import { refusalOf, RequestBytes, spaced } from '../components/conversation.tsx';
import { instant, span } from '../report/format.ts';
import { unbroken } from '../report/unbroken.ts';
import type { Frames, ViewedFrame } from './frames.ts';
import type { ViewerState } from './viewer-state.ts';

/** Frames of one exchange that are shown at most. */
const FRAMES = 40;
/** The first digits of an answer are in its first frame, which is among the next ones. */
const ANSWER_DIGITS = 6;
const ANSWER_WITHIN = 20;
/** Frames around the cursor where the event has none of its own. */
const AROUND = 6;

/** All there is to say of the last event up to the cursor: words, why it was refused, bytes, and its frames. */
export function EventDetail({ state }: { readonly state: ViewerState }): VNode {
  const story = state.story.value;
  const rows = story?.rows ?? [];
  const event = rows[state.current.value];
  return (
    <section class="panel v-detail" aria-labelledby="detail-title">
      <header>
        <h2 id="detail-title">Event</h2>
        {event !== undefined && <span class="state number">{instant(event.timeUs)}</span>}
      </header>
      {event === undefined || story === null ? (
        <p class="hint">Nothing has happened up to here.</p>
      ) : (
        <Described event={event} frames={story.frames} cursorUs={state.cursorUs.value} />
      )}
    </section>
  );
}

interface DescribedProps {
  readonly event: ViewedEvent;
  readonly frames: Frames;
  readonly cursorUs: number;
}

function Described({ event, frames, cursorUs }: DescribedProps): VNode {
  const refusal = refusalOf(event);
  const { request, response, endpoint, client, startedUs } = event as Readonly<Record<string, unknown>>;
  const fromUs = typeof startedUs === 'number' ? startedUs : null;
  return (
    <>
      <p class="v-words">{unbroken(refusal === null ? event.text : event.text.replace(refusal.text, '').trim())}</p>
      {refusal !== null && <Why refusal={refusal} />}
      <dl class="v-facts">
        {typeof request === 'string' && (
          <>
            <dt>Request</dt>
            <dd>
              <RequestBytes event={event} />
            </dd>
            <dt>Response</dt>
            <dd>
              <code>{spaced(response)}</code>
            </dd>
          </>
        )}
        {typeof endpoint === 'string' && (
          <>
            <dt>Channel</dt>
            <dd>
              {endpoint}
              {typeof client === 'string' ? `, ${client}` : ''}
            </dd>
          </>
        )}
        {fromUs !== null && event.timeUs > fromUs && (
          <>
            <dt>Took</dt>
            <dd>{unbroken(span(event.timeUs - fromUs))}</dd>
          </>
        )}
        <dt>From</dt>
        <dd>{event.source}</dd>
      </dl>
      <FrameRows
        frames={frames}
        fromUs={fromUs}
        toUs={fromUs === null ? cursorUs : answerUs(frames, event.timeUs, response)}
      />
    </>
  );
}

/** When the answer began on the bus: an ECU reports an exchange before its answer is there. */
function answerUs(frames: Frames, timeUs: number, response: unknown): number {
  if (typeof response !== 'string') return timeUs;
  const from = frames.countUntil(timeUs);
  const start = response.slice(0, ANSWER_DIGITS);
  return frames.slice(from, from + ANSWER_WITHIN).find(({ data }) => data.includes(start))?.timeUs ?? timeUs;
}

function Why({ refusal }: { readonly refusal: Refusal }): VNode {
  return (
    <p class="why">
      <strong>Why not?</strong> {unbroken(refusal.text)} <code>{refusal.rule}</code>
    </p>
  );
}

interface FrameRowsProps {
  readonly frames: Frames;
  /** Null where the event has no begin: the last frames up to the cursor are shown. */
  readonly fromUs: number | null;
  readonly toUs: number;
}

function FrameRows({ frames, fromUs, toUs }: FrameRowsProps): VNode | null {
  const end = frames.countUntil(toUs);
  const start = fromUs === null ? end - AROUND : Math.max(frames.countUntil(fromUs - 1), end - FRAMES);
  const rows = frames.slice(start, end);
  if (!frames.isWholeUntil(toUs)) return <p class="hint">The frames at this instant are not in this page.</p>;
  if (rows.length === 0) return null;
  return (
    <details open={fromUs !== null}>
      <summary>{fromUs === null ? 'The last frames' : 'Frames meanwhile'}</summary>
      <table class="v-frames">
        <thead>
          <tr>
            <th scope="col">At</th>
            <th scope="col">Id</th>
            <th scope="col">Data</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((frame) => (
            <FrameRow key={`${frame.timeUs} ${frame.id}`} frame={frame} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

function FrameRow({ frame }: { readonly frame: ViewedFrame }): VNode {
  return (
    <tr>
      <td class="number">{instant(frame.timeUs)}</td>
      <td>
        <code>{frame.id}</code>
      </td>
      <td>
        <code>{spaced(frame.data)}</code>
      </td>
      <td>{frame.sender}</td>
    </tr>
  );
}
