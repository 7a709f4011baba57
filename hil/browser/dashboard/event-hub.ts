import { SERVED_KINDS } from '../../view/served-event.ts';

/** After so long the server is asked again, where it did not answer with a stream; elsewhere the browser does so. */
const RETRY_MS = 2_000;
/** `EventSource.CLOSED`: the browser does not try again. */
const CLOSED = 2;
/** What the server says of the stream itself. */
const CONTROL_KINDS = ['sampled', 'reset', 'overflow'] as const;

export type Connection = 'connecting' | 'live' | 'lost';

/** The parts of EventSource that are used here. */
export interface EventSourceLike {
  readonly readyState: number;
  onopen: ((event: Event) => unknown) | null;
  onerror: ((event: Event) => unknown) | null;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

/** The last event that is known, and of which car. */
export interface FeedPlace {
  readonly lastEventId: number;
  readonly instance: string;
}

export interface HubListener {
  /** An event with its data, as the server sent it. */
  message(kind: string, data: string): void;
  connection(state: Exclude<Connection, 'connecting'>): void;
}

interface HubPorts {
  readonly open: (url: string) => EventSourceLike;
  /** Calls once after a while. */
  readonly later: (work: () => void, ms: number) => void;
}

/**
 * One stream of a car's events for all that follow it: a browser opens only six connections to one address, for all its
 * windows together.
 */
export class EventHub {
  readonly #ports: HubPorts;
  /** By the car's instance: ids count within it. */
  readonly #streams = new Map<string, SharedStream>();

  constructor(ports: HubPorts) {
    this.#ports = ports;
  }

  /** Reports every event after that place once, until what is returned is called. */
  follow({ lastEventId, instance }: FeedPlace, listener: HubListener): () => void {
    const stream = this.#streams.get(instance) ?? new SharedStream(instance, this.#ports);
    this.#streams.set(instance, stream);
    const reader = { lastId: lastEventId, listener };
    stream.join(reader);
    return () => {
      stream.leave(reader);
      if (stream.isUnused && this.#streams.get(instance) === stream) this.#streams.delete(instance);
    };
  }
}

interface Reader {
  /** The last event that it has. */
  lastId: number;
  readonly listener: HubListener;
}

class SharedStream {
  readonly #instance: string;
  readonly #ports: HubPorts;
  readonly #readers = new Set<Reader>();
  #source: EventSourceLike | null = null;
  /** The last event received. */
  #lastId = 0;
  #isLive = false;

  constructor(instance: string, ports: HubPorts) {
    this.#instance = instance;
    this.#ports = ports;
  }

  get isUnused(): boolean {
    return this.#readers.size === 0;
  }

  join(reader: Reader): void {
    this.#readers.add(reader);
    // One that has less than the others: the stream goes back to there, and each gets only what it has not.
    if (this.#source === null || reader.lastId < this.#lastId) this.#open();
    else if (this.#isLive) reader.listener.connection('live');
  }

  leave(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.isUnused) this.#close();
  }

  #close(): void {
    this.#source?.close();
    this.#source = null;
    this.#isLive = false;
  }

  #open(): void {
    this.#close();
    this.#lastId = Math.min(...[...this.#readers].map(({ lastId }) => lastId));
    const from = `since=${this.#lastId}&instance=${encodeURIComponent(this.#instance)}`;
    const source = this.#ports.open(`/api/events?${from}&frames=live`);
    this.#source = source;
    for (const kind of SERVED_KINDS) {
      source.addEventListener(kind, ({ data, lastEventId }) => this.#take(kind, data, Number(lastEventId)));
    }
    for (const kind of CONTROL_KINDS) {
      source.addEventListener(kind, ({ data, lastEventId }) => this.#takeControl(kind, data, Number(lastEventId)));
    }
    source.onopen = () => this.#setLive(true);
    source.onerror = () => {
      this.#setLive(false);
      if (source.readyState === CLOSED) this.#ports.later(() => this.#reopen(source), RETRY_MS);
    };
  }

  #reopen(lost: EventSourceLike): void {
    if (this.#source === lost) this.#open();
  }

  #setLive(isLive: boolean): void {
    this.#isLive = isLive;
    for (const { listener } of this.#readers) listener.connection(isLive ? 'live' : 'lost');
  }

  #take(kind: string, data: string, id: number): void {
    this.#lastId = id;
    for (const reader of this.#readers) {
      if (id <= reader.lastId) continue;
      reader.lastId = id;
      reader.listener.message(kind, data);
    }
  }

  #takeControl(kind: (typeof CONTROL_KINDS)[number], data: string, id: number): void {
    // All go on after it: what each had before counts no longer.
    if (kind === 'reset') {
      this.#lastId = id;
      for (const reader of this.#readers) reader.lastId = id;
    }
    for (const { listener } of this.#readers) listener.message(kind, data);
  }
}
