import type { FrameLog } from '../../can-bus/trace/frame-log.ts';
import type { FrameRecord } from '../../can-bus/trace/frame-record.ts';
import { EventLog, type LoggedEvent } from '../trace/event-log.ts';
import { isServedOnly, type FeedEvent } from '../trace/feed-event.ts';

/** The next frame and the next event of a reader: how many there were before them. */
export interface FeedPlace {
  readonly frames: number;
  readonly events: number;
}

/** One thing that happened, with its place in the one sequence over frames and events. */
export type FeedEntry =
  | { readonly id: number; readonly frame: FrameRecord; readonly event?: undefined }
  | { readonly id: number; readonly event: FeedEvent; readonly frame?: undefined };

/**
 * The frames and events of one car since its (re)start, in their one order. The frames are the car's own log: an event
 * knows how many came before it, and ids follow from that.
 */
export class FeedLog {
  /** The last id before this log. */
  readonly firstId: number;
  readonly #frames: FrameLog;
  readonly #events = new EventLog<FeedEvent>();
  #frameCount: number;

  constructor(frames: FrameLog, firstId: number) {
    this.#frames = frames;
    this.firstId = firstId;
    this.#frameCount = frames.dropped + frames.length;
  }

  get lastId(): number {
    return this.firstId + this.#frameCount + this.#eventCount;
  }

  get end(): FeedPlace {
    return { frames: this.#frameCount, events: this.#eventCount };
  }

  /** The first id that is still kept, or would be. */
  get oldestId(): number {
    const { frames, events } = this.#oldest;
    return this.firstId + frames + events + 1;
  }

  get keptEvents(): number {
    return this.#events.length;
  }

  get droppedEvents(): number {
    return this.#events.dropped;
  }

  countFrame(): void {
    this.#frameCount++;
  }

  append(event: FeedEvent): void {
    this.#events.append(this.#frameCount, event);
  }

  /** The place after an id of this log; null where what comes next is not kept any more. */
  placeAfter(id: number): FeedPlace | null {
    const count = id - this.firstId;
    const { dropped } = this.#events;
    const events = dropped + this.#countWhile(({ framesBefore }, index) => framesBefore + dropped + index + 1 <= count);
    const place = { frames: count - events, events };
    return this.#isKept(place) ? place : null;
  }

  idAt({ frames, events }: FeedPlace): number {
    return this.firstId + frames + events;
  }

  /** What comes next at a place; `'forgotten'` where it is not kept any more, null at the end. */
  next({ frames, events }: FeedPlace, skipsFrames: boolean): FeedStep | 'forgotten' | null {
    if (events < this.#events.dropped) return 'forgotten';
    const logged = this.#events.at(events - this.#events.dropped);
    if (logged !== undefined && (skipsFrames || logged.framesBefore <= frames)) {
      const place = { frames: Math.max(frames, logged.framesBefore), events: events + 1 };
      return { entry: { id: this.idAt(place), event: logged.event }, place };
    }
    if (skipsFrames || frames >= this.#frameCount) return null;
    const frame = this.#frames.at(frames - this.#frames.dropped);
    if (frame === undefined) return 'forgotten';
    const place = { frames: frames + 1, events };
    return { entry: { id: this.idAt(place), frame }, place };
  }

  /** The events from a number on, as they are traced: without what is served only. */
  *traced(fromEvent = 0): Generator<LoggedEvent, void, undefined> {
    for (const { framesBefore, event } of this.#events.records(Math.max(0, fromEvent - this.#events.dropped))) {
      if (!isServedOnly(event)) yield { framesBefore, event };
    }
  }

  get #eventCount(): number {
    return this.#events.dropped + this.#events.length;
  }

  get #oldest(): FeedPlace {
    const dropped = this.#events.dropped;
    const before = dropped === 0 ? 0 : (this.#events.at(0)?.framesBefore ?? this.#frameCount);
    const frames = Math.max(this.#frames.dropped, before);
    const isBefore = ({ framesBefore }: LoggedEvent<FeedEvent>): boolean => framesBefore < frames;
    return { frames, events: dropped + this.#countWhile(isBefore) };
  }

  /** How many of the events there are fulfil what only the first ones do. */
  #countWhile(holds: (logged: LoggedEvent<FeedEvent>, index: number) => boolean): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const logged = this.#events.at(middle);
      if (logged !== undefined && holds(logged, middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isKept({ frames, events }: FeedPlace): boolean {
    const isNothingMissing = events >= this.#events.dropped && frames >= this.#frames.dropped;
    return isNothingMissing && frames >= 0 && frames <= this.#frameCount && events <= this.#eventCount;
  }
}

interface FeedStep {
  readonly entry: FeedEntry;
  /** The place after it. */
  readonly place: FeedPlace;
}
