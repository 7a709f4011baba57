import type { FrameRecord } from '../../can-bus/trace/frame-record.ts';
import type { CarRecord } from '../car/car-event.ts';
import type { LoggedEvent } from './event-log.ts';
import { encodeRecord } from './record-json.ts';
import { recordOf } from './record-of-car.ts';

/** The number of records dropped before the first line. */
interface DroppedRecords {
  readonly frames: number;
  readonly events: number;
}

/** A JSONL trace, one line with its line end at a time. Where records were dropped, the first line says how many. */
export function* encodeJsonl(
  happenings: Iterable<CarRecord>,
  dropped: DroppedRecords = { frames: 0, events: 0 },
): Generator<string, void, undefined> {
  const { frames, events } = dropped;
  if (frames > 0 || events > 0) yield `${JSON.stringify({ timeUs: 0, kind: 'dropped', frames, events })}\n`;
  for (const happened of happenings) yield `${encodeRecord(recordOf(happened))}\n`;
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
): Generator<CarRecord, void, undefined> {
  let done = framesBefore;
  const waiting = events[Symbol.iterator]();
  let next = waiting.next();
  for (const record of frames) {
    while (next.done !== true && next.value.framesBefore <= done) {
      yield next.value.event;
      next = waiting.next();
    }
    yield record;
    done++;
  }
  for (; next.done !== true; next = waiting.next()) yield next.value.event;
}
