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
  /** The server does not have the events that follow the last one received; with its reason. */
  reset(reason: string): void;
}

/** All kinds but frames, which the bus log asks for by itself. */
const FEED_KINDS = [
  'uds',
  'effect',
  'state',
  'stimulus',
  'bus',
  'memory',
  'dealer',
  'time',
  'client',
  'technician',
  'scenario',
] as const;

/**
 * Follows the car's events from an id on. A lost connection is opened again by the browser, which says what it had last,
 * so that there is no hole; events are handed over in batches, one a picture.
 */
export function followEvents(
  open: (url: string) => EventSourceLike,
  nextPicture: (work: () => void) => void,
  { lastEventId, instance }: { readonly lastEventId: number; readonly instance: string },
  listener: FeedListener,
): () => void {
  const from = `since=${lastEventId}&instance=${encodeURIComponent(instance)}`;
  const source = open(`/api/events?${from}&kinds=${FEED_KINDS.join(',')}`);
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
  for (const end of ['reset', 'overflow']) {
    source.addEventListener(end, ({ data }) => {
      const { reason } = JSON.parse(data) as { readonly reason?: unknown };
      if (!isClosed) listener.reset(typeof reason === 'string' ? reason : end);
    });
  }
  source.onopen = () => listener.connection('live');
  source.onerror = () => {
    if (!isClosed) listener.connection('lost');
  };
  return () => {
    isClosed = true;
    source.close();
  };
}
