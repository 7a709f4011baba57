import type { Observable, Subscription } from 'rxjs';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { CarRecord } from '../car/car-event.ts';
import { encodeRecord } from '../trace/record-json.ts';
import { kindOf, recordOf } from '../trace/record-of-car.ts';
import type { RecordKind } from '../trace/trace-record.ts';

/** Maximum number of events waiting for one client. */
const MAX_WAITING_EVENTS = 200_000;
const HEARTBEAT_MS = 15_000;
/** Number of events written at once. */
const BATCH = 256;
/** How long a browser waits after a lost connection. */
const RETRY_MS = 2_000;

export interface EventStreamOptions {
  /** Only these kinds; all where null. */
  readonly kinds: ReadonlySet<RecordKind> | null;
  readonly maxWaiting?: number;
  readonly heartbeatMs?: number;
  /** Called when the client has begun to read. */
  readonly onBegin?: () => void;
  /** Called when the stream has ended, from either side. */
  readonly onEnd?: () => void;
}

/**
 * A car's events, as server-sent events for one client. The car never waits: a client that lags too far behind gets a
 * final `overflow` and the end. The stream begins when the client reads and ends when it disconnects.
 */
export function eventStream(events: Observable<CarRecord>, options: EventStreamOptions): ReadableStream<Uint8Array> {
  const client = new EventClient(events, options);
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { text, isLast } = await client.next();
        if (text !== '') controller.enqueue(new TextEncoder().encode(text));
        if (isLast) controller.close();
      },
      cancel: () => client.leave(),
    },
    // Nothing is read ahead, so that a HEAD request, or a client that has already disconnected, subscribes to nothing.
    { highWaterMark: 0 },
  );
}

interface Portion {
  readonly text: string;
  readonly isLast: boolean;
}

class EventClient {
  readonly #events: Observable<CarRecord>;
  readonly #options: EventStreamOptions;
  readonly #maxWaiting: number;
  #waiting: CarRecord[] = [];
  #subscription: Subscription | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #beatIsDue = false;
  #overflowUs: Micros | null = null;
  #hasEnded = false;
  #hasLeft = false;
  #wake: () => void = () => undefined;

  constructor(events: Observable<CarRecord>, options: EventStreamOptions) {
    this.#events = events;
    this.#options = options;
    this.#maxWaiting = options.maxWaiting ?? MAX_WAITING_EVENTS;
  }

  /** The next data to be written, as soon as there is any. */
  async next(): Promise<Portion> {
    if (this.#subscription === null) {
      this.#begin();
      return { text: `retry: ${RETRY_MS}\n\n`, isLast: false };
    }
    while (this.#isQuiet()) await new Promise<void>((resolve) => (this.#wake = resolve));
    const text = this.#takeText();
    return { text, isLast: this.#hasEnded && !this.#hasLeft && this.#waiting.length === 0 };
  }

  /** The client no longer reads. */
  leave(): void {
    this.#hasLeft = true;
    this.#waiting = [];
    if (this.#subscription !== null) this.#end();
  }

  #begin(): void {
    this.#options.onBegin?.();
    this.#subscription = this.#events.subscribe({
      next: (happened) => this.#take(happened),
      complete: () => this.#end(),
      error: () => this.#end(),
    });
    if (this.#hasEnded) return;
    this.#heartbeat = setInterval(() => {
      this.#beatIsDue = true;
      this.#wake();
    }, this.#options.heartbeatMs ?? HEARTBEAT_MS);
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#subscription?.unsubscribe();
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#options.onEnd?.();
    this.#wake();
  }

  #take(happened: CarRecord): void {
    const { kinds } = this.#options;
    if (kinds !== null && !kinds.has(kindOf(happened))) return;
    if (this.#waiting.length >= this.#maxWaiting) {
      this.#waiting = [];
      this.#overflowUs = happened.timeUs;
      this.#end();
      return;
    }
    this.#waiting.push(happened);
    this.#wake();
  }

  #isQuiet(): boolean {
    return this.#waiting.length === 0 && !this.#beatIsDue && !this.#hasEnded;
  }

  #takeText(): string {
    if (this.#overflowUs !== null) {
      const data = { timeUs: this.#overflowUs, kind: 'overflow', limit: this.#maxWaiting };
      return `event: overflow\ndata: ${JSON.stringify(data)}\n\n`;
    }
    let text = this.#beatIsDue ? ': still here\n\n' : '';
    this.#beatIsDue = false;
    for (const happened of this.#waiting.splice(0, BATCH)) {
      const record = recordOf(happened);
      text += `event: ${record.kind}\ndata: ${encodeRecord(record)}\n\n`;
    }
    return text;
  }
}
