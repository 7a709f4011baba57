import type { FrameRecord } from '../../can-bus/trace/frame-record.ts';
import type { HostedEvent } from '../car/car-event.ts';
import { servedEvent } from './served-event.ts';
import type { LoggedEvent } from './event-log.ts';

/** One thing that happened, as a line of a JSONL trace without its line end: vehicle time, nothing of any other clock. */
export function encodeJsonlLine(happened: HostedEvent): string {
  return JSON.stringify(servedEvent(happened));
}

/** What was forgotten before the first line that is left. */
export interface DroppedRecords {
  readonly frames: number;
  readonly events: number;
}

/**
 * A JSONL trace, one line with its line end at a time. Where something was dropped the first record says how much.
 */
export function* encodeJsonl(
  happenings: Iterable<HostedEvent>,
  dropped: DroppedRecords = { frames: 0, events: 0 },
): Generator<string, void, undefined> {
  const { frames, events } = dropped;
  if (frames > 0 || events > 0) yield `${JSON.stringify({ timeUs: 0, kind: 'dropped', frames, events })}\n`;
  for (const happened of happenings) yield `${encodeJsonlLine(happened)}\n`;
}

/**
 * Frames and events in the order in which they happened.
 *
 * @param framesBefore how many frames were complete before the first of `frames`
 */
export function* interleave(
  frames: Iterable<FrameRecord>,
  framesBefore: number,
  events: Iterable<LoggedEvent>,
): Generator<HostedEvent, void, undefined> {
  let done = framesBefore;
  const waiting = events[Symbol.iterator]();
  let next = waiting.next();
  for (const record of frames) {
    while (next.done !== true && next.value.framesBefore <= done) {
      yield { kind: 'event', event: next.value.event };
      next = waiting.next();
    }
    yield { kind: 'frame', ...record };
    done++;
  }
  for (; next.done !== true; next = waiting.next()) yield { kind: 'event', event: next.value.event };
}
