import type { ServedFrame } from '../../view/served-event.ts';
import type { Happening } from '../components/happening.ts';
import type { Connection, FeedPlace, HubListener } from './event-hub.ts';

/** Reports what happens after a place, until what it returns is called. */
export type FollowEvents = (place: FeedPlace, listener: HubListener) => () => void;

export interface FeedBatch {
  /** Frames apart. */
  readonly events: readonly Happening[];
  readonly frames: readonly ServedFrame[];
  /** Frames on the bus that were not sent. */
  readonly skippedFrames: number;
}

interface FeedListener {
  batch(batch: FeedBatch): void;
  connection(state: Connection): void;
  /** The server does not have the events that follow the last one received; with its reason. */
  reset(reason: string): void;
}

/** Follows the car's events from a place on. They are handed over in batches, one a picture. */
export function followEvents(
  follow: FollowEvents,
  nextPicture: (work: () => void) => void,
  place: FeedPlace,
  listener: FeedListener,
): () => void {
  let waiting = new Waiting();
  let isAwaited = false;
  let isClosed = false;
  const handOver = (): void => {
    const batch = waiting;
    waiting = new Waiting();
    isAwaited = false;
    if (!isClosed) listener.batch(batch);
  };
  const stop = follow(place, {
    connection: (state) => {
      if (!isClosed) listener.connection(state);
    },
    message: (kind, data) => {
      if (isClosed) return;
      if (kind === 'reset' || kind === 'overflow') {
        // Of another car, or of the same one made new: what waits belongs to the one before.
        waiting = new Waiting();
        const { reason } = JSON.parse(data) as { readonly reason?: unknown };
        listener.reset(typeof reason === 'string' ? reason : kind);
        return;
      }
      waiting.add(kind, data);
      if (isAwaited) return;
      isAwaited = true;
      nextPicture(handOver);
    },
  });
  return () => {
    isClosed = true;
    stop();
  };
}

class Waiting implements FeedBatch {
  readonly events: Happening[] = [];
  readonly frames: ServedFrame[] = [];
  skippedFrames = 0;

  add(kind: string, data: string): void {
    if (kind === 'frame') this.frames.push(JSON.parse(data) as ServedFrame);
    else if (kind === 'sampled') this.skippedFrames += (JSON.parse(data) as { readonly skipped: number }).skipped;
    else this.events.push(JSON.parse(data) as Happening);
  }
}
