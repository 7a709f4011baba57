import type { Micros } from '../../can-bus/time/micros.ts';
import { BROADCAST_MESSAGES } from '../../ecu-sim/signals/broadcast-database.ts';
import type { ServedKind } from '../view/served-event.ts';
import type { EventFeed, FeedCursor, ResetReason } from './event-feed.ts';
import type { FeedEntry } from './feed-log.ts';
import { encodeEntry, kindOfEntry } from './served-text.ts';

/** How far a client may be behind. */
const MAX_WAITING_EVENTS = 200_000;
const HEARTBEAT_MS = 15_000;
/** Number of events written at once. */
const BATCH = 256;
/** Events looked at for one batch: others have their turn in between. */
const MAX_LOOKED_AT = 4096;
/** After a lost connection a browser waits so long. */
const RETRY_MS = 2_000;
/** Frames a second for a client that wants only some. */
const SAMPLED_FRAMES = 50;
/** How many of them may be broadcasts: the rest is left to the diagnostics. */
const SAMPLED_BROADCASTS = 30;
const SAMPLED_WINDOW_MS = 1000;
const BROADCAST_IDS: ReadonlySet<number> = new Set(BROADCAST_MESSAGES.map(({ id }) => id));

/** Which frames a client wants: `live` is `sampled` without those from before it connected. */
export const FRAME_CHOICES = ['all', 'sampled', 'live', 'none'] as const;
type FrameChoice = (typeof FRAME_CHOICES)[number];

export interface EventStreamOptions {
  /** Only these; all where null. */
  readonly kinds: ReadonlySet<ServedKind> | null;
  readonly frames?: FrameChoice;
  /** The last event that the client has; from now on where null. */
  readonly since?: number | null;
  /** Whose events they were; anybody's where null. */
  readonly instance?: string | null;
  readonly maxWaiting?: number;
  readonly heartbeatMs?: number;
  /** Called when the client has begun to read. */
  readonly onBegin?: () => void;
  /** Called when the stream has ended, from either side. */
  readonly onEnd?: () => void;
}

/** Texts that are there already, for all clients: the last events. */
export class EncodedEvents {
  readonly #ids: number[] = [];
  readonly #texts: string[] = [];

  textOf(entry: FeedEntry): string {
    const place = entry.id % MAX_LOOKED_AT;
    const known = this.#texts[place];
    if (known !== undefined && this.#ids[place] === entry.id) return known;
    const text = encodeEntry(entry);
    this.#ids[place] = entry.id;
    this.#texts[place] = text;
    return text;
  }
}

/**
 * A car's events, as server-sent events for one client. The car never waits: a client that lags too far behind gets a
 * final `overflow` and the end. The stream begins when the client reads and ends when it disconnects.
 */
export function eventStream(
  feed: EventFeed,
  encoded: EncodedEvents,
  options: EventStreamOptions,
): ReadableStream<Uint8Array> {
  const client = new EventClient(feed, encoded, options);
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { text, isLast } = await client.next();
        if (text !== '') controller.enqueue(new TextEncoder().encode(text));
        if (isLast) controller.close();
      },
      cancel: () => client.leave(),
    },
    // Nothing is read ahead, so that a HEAD request, or a client already gone, listens to nothing.
    { highWaterMark: 0 },
  );
}

interface Portion {
  readonly text: string;
  readonly isLast: boolean;
}

class EventClient {
  readonly #feed: EventFeed;
  readonly #encoded: EncodedEvents;
  readonly #options: EventStreamOptions;
  readonly #maxWaiting: number;
  readonly #sampler: FrameSampler | null;
  readonly #wantsFrames: boolean;
  /** Where a client that wants only the frames from now on has connected. */
  #connectedAt: FeedCursor | null = null;
  #cursor: FeedCursor | null = null;
  #stopListening: () => void = () => undefined;
  #heartbeat: NodeJS.Timeout | null = null;
  #beatIsDue = false;
  #hasOverflown = false;
  /** It has seen all there was. */
  #hasAll = false;
  #hasEnded = false;
  #hasLeft = false;
  #wake: () => void = () => undefined;

  constructor(feed: EventFeed, encoded: EncodedEvents, options: EventStreamOptions) {
    this.#feed = feed;
    this.#encoded = encoded;
    this.#options = options;
    this.#maxWaiting = options.maxWaiting ?? MAX_WAITING_EVENTS;
    const { kinds, frames = 'all' } = options;
    this.#wantsFrames = frames !== 'none' && (kinds === null || kinds.has('frame'));
    this.#sampler = frames === 'sampled' || frames === 'live' ? new FrameSampler() : null;
  }

  /** The next data to be written, as soon as there is any. */
  async next(): Promise<Portion> {
    if (this.#cursor === null) return { text: `retry: ${RETRY_MS}\n\n${this.#begin()}`, isLast: false };
    for (;;) {
      const text = this.#takeText(this.#cursor);
      const isLast = this.#hasEnded && !this.#hasLeft && text === '';
      if (text !== '' || isLast || this.#hasOverflown) return { text, isLast: isLast || this.#hasOverflown };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (!this.#hasAll) setImmediate(resolve);
      });
      if (this.#hasLeft) return { text: '', isLast: false };
    }
  }

  /** The client no longer reads. */
  leave(): void {
    this.#hasLeft = true;
    if (this.#cursor !== null) this.#end();
  }

  /** @returns the reset of a client that cannot go on where it was; empty for any other */
  #begin(): string {
    const { since = null, instance = null, onBegin, heartbeatMs } = this.#options;
    onBegin?.();
    const place = since === null ? this.#feed.cursor() : this.#feed.cursorAfter(since, instance);
    this.#cursor = typeof place === 'string' ? this.#feed.cursor() : place;
    if (this.#options.frames === 'live') this.#connectedAt = this.#feed.cursor();
    this.#stopListening = this.#feed.listen({ wake: (isFramesAlone) => this.#hear(isFramesAlone) });
    if (this.#feed.hasEnded) this.#end();
    else {
      this.#heartbeat = setInterval(() => {
        this.#beatIsDue = true;
        this.#wake();
      }, heartbeatMs ?? HEARTBEAT_MS);
    }
    return typeof place === 'string' ? this.#reset(place) : '';
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#stopListening();
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#sampler?.stop();
    this.#options.onEnd?.();
    this.#wake();
  }

  #hear(isFramesAlone: boolean): void {
    if (this.#cursor === null || this.#hasEnded) return;
    if (this.#feed.hasEnded || this.#isTooFarBehind(this.#cursor)) this.#end();
    else if (this.#wantsFrames || !isFramesAlone) this.#wake();
  }

  #isTooFarBehind(cursor: FeedCursor): boolean {
    const lag = (): number => this.#feed.lagOf(cursor, this.#skipsFrames);
    if (lag() <= this.#maxWaiting) return false;
    // What it does not want does not wait for it.
    this.#skipUnwanted(cursor);
    this.#hasOverflown = lag() > this.#maxWaiting;
    return this.#hasOverflown;
  }

  get #skipsFrames(): boolean {
    return !this.#wantsFrames || this.#connectedAt !== null;
  }

  #skipUnwanted(cursor: FeedCursor): void {
    if (this.#wantsFrames && this.#options.kinds === null) return;
    for (;;) {
      const { log, place } = cursor;
      const entry = this.#feed.read(cursor, this.#skipsFrames);
      if (entry === null) return;
      if (typeof entry !== 'string' && !this.#wants(entry)) continue;
      cursor.log = log;
      cursor.place = place;
      return;
    }
  }

  #wants(entry: FeedEntry): boolean {
    const { kinds } = this.#options;
    if (entry.event === undefined) return this.#wantsFrames;
    if (entry.event.isDoubled === true) return false;
    return kinds === null || kinds.has(kindOfEntry(entry));
  }

  #takeText(cursor: FeedCursor): string {
    if (this.#hasLeft) return '';
    if (this.#hasOverflown) return controlEvent('overflow', this.#nowUs(), { limit: this.#maxWaiting });
    let text = this.#beatIsDue ? ': still here\n\n' : '';
    this.#beatIsDue = false;
    this.#hasAll = false;
    for (let taken = 0, looked = 0; taken < BATCH && looked < MAX_LOOKED_AT; looked++) {
      const entry = this.#read(cursor);
      if (entry === null) {
        this.#hasAll = true;
        break;
      }
      if (typeof entry === 'string') {
        this.#cursor = this.#feed.cursor();
        return text + this.#reset(entry);
      }
      if (!this.#wants(entry) || this.#isSkipped(entry)) continue;
      text += this.#encoded.textOf(entry);
      taken++;
    }
    return text + this.#sampledText(cursor);
  }

  /** What comes next, without the frames from before a client connected that wants none of them. */
  #read(cursor: FeedCursor): FeedEntry | ResetReason | null {
    const from = this.#connectedAt;
    if (from !== null && from.log === cursor.log && cursor.place.frames < from.place.frames) {
      const { place } = cursor;
      const entry = this.#feed.read(cursor, true);
      const isBefore = cursor.log !== from.log || cursor.place.frames <= from.place.frames;
      if (entry !== null && isBefore) return entry;
      cursor.place = { frames: from.place.frames, events: place.events };
    }
    this.#connectedAt = null;
    // A client that gets some frames does without the last ones of a former car.
    const isFormer = this.#sampler !== null && cursor.log !== this.#feed.log;
    return this.#feed.read(cursor, !this.#wantsFrames || isFormer);
  }

  #isSkipped(entry: FeedEntry): boolean {
    return entry.event === undefined && this.#sampler !== null && !this.#sampler.takes(entry.frame.frame.id);
  }

  #sampledText(cursor: FeedCursor): string {
    const skipped = this.#sampler?.report(() => this.#wake()) ?? 0;
    if (skipped === 0) return '';
    return controlEvent('sampled', this.#nowUs(), { skipped }, cursor.log.idAt(cursor.place));
  }

  #reset(reason: ResetReason): string {
    const { lastId } = this.#feed;
    return controlEvent('reset', this.#nowUs(), { reason, lastEventId: lastId }, lastId);
  }

  #nowUs(): Micros {
    return this.#feed.nowUs;
  }
}

function controlEvent(kind: string, timeUs: Micros, details: Readonly<Record<string, unknown>>, id?: number): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return `event: ${kind}\n${idLine}data: ${JSON.stringify({ timeUs, kind, ...details })}\n\n`;
}

/** Limits the frames of each second, the cyclic ones so that others have room, and counts those left out. */
class FrameSampler {
  #windowStartMs = -Infinity;
  #taken = 0;
  #skipped = 0;
  /** When what was skipped is reported: the end of the window of the first one, however many windows have begun since. */
  #dueMs = 0;
  #timer: NodeJS.Timeout | null = null;

  takes(frameId: number): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#windowStartMs >= SAMPLED_WINDOW_MS) {
      this.#windowStartMs = nowMs;
      this.#taken = 0;
    }
    const most = BROADCAST_IDS.has(frameId) ? SAMPLED_BROADCASTS : SAMPLED_FRAMES;
    if (this.#taken < most) {
      this.#taken++;
      return true;
    }
    if (this.#skipped === 0) this.#dueMs = this.#windowStartMs + SAMPLED_WINDOW_MS;
    this.#skipped++;
    return false;
  }

  /** How many were skipped, once a second; `remind` is called when there is something to say later. */
  report(remind: () => void): number {
    if (this.#skipped === 0) return 0;
    const leftMs = this.#dueMs - performance.now();
    if (leftMs > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        remind();
      }, leftMs);
      return 0;
    }
    const skipped = this.#skipped;
    this.#skipped = 0;
    return skipped;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
