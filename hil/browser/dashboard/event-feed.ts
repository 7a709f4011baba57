import type { Happening } from '../components/happening.ts';

export type Connection = 'connecting' | 'live' | 'lost';

/** The parts of EventSource that are used here. */
export interface EventSourceLike {
  onopen: ((event: Event) => unknown) | null;
  onerror: ((event: Event) => unknown) | null;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

interface FeedListener {
  events(batch: readonly Happening[]): void;
  connection(state: Connection): void;
  /** The server no longer has the events that follow the last one received. */
  reset(): void;
}

/** All kinds but frames, which the bus log asks for by itself. */
const FEED_KINDS = ['uds', 'effect', 'state', 'stimulus', 'bus', 'memory', 'dealer', 'time', 'client'] as const;

/**
 * Follows the car's events from an id on. A lost connection is opened again by the browser, which says what it had last,
 * so that there is no hole; events are handed over in batches, one a picture.
 */
export function followEvents(
  open: (url: string) => EventSourceLike,
  nextPicture: (work: () => void) => void,
  since: number,
  listener: FeedListener,
): () => void {
  const source = open(`/api/events?since=${since}&kinds=${FEED_KINDS.join(',')}`);
  let waiting: Happening[] = [];
  let isClosed = false;
  const handOver = (): void => {
    const batch = waiting;
    waiting = [];
    if (!isClosed && batch.length > 0) listener.events(batch);
  };
  for (const kind of FEED_KINDS) {
    source.addEventListener(kind, ({ data }) => {
      waiting.push(JSON.parse(data) as Happening);
      if (waiting.length === 1) nextPicture(handOver);
    });
  }
  for (const end of ['reset', 'overflow']) source.addEventListener(end, () => listener.reset());
  source.onopen = () => listener.connection('live');
  source.onerror = () => listener.connection('lost');
  return () => {
    isClosed = true;
    source.close();
  };
}
