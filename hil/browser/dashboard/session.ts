import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { CarView } from '../../view/car-view.ts';
import type { Happening } from '../components/happening.ts';
import { type ApiAnswer, type ApiCall, type Fetch, send } from './api-call.ts';
import { type FeedBatch, type FollowEvents, followEvents } from './event-feed.ts';
import type { Connection } from './event-hub.ts';
import { FrameFeed } from './frame-feed.ts';
import { History } from '../components/history.ts';

/** What the page needs of the browser: given to it, so that a test can play the browser. */
interface SessionPorts {
  readonly fetch: Fetch;
  readonly followEvents: FollowEvents;
  /** Calls once before the next picture. */
  nextPicture(work: () => void): void;
  /** Calls once after a while. */
  later(work: () => void, ms: number): void;
  /** The page's clock. */
  nowMs(): number;
}

/** No event says these: they are read from time to time. */
type Measured = Pick<CarView, 'buses' | 'lagMs'>;

/** After so long the car is asked again, where it did not answer. */
const RETRY_MS = 2000;

/** A car that has sent nothing for so long, although it was asked, hangs: what is known of it is no longer the present. */
const SILENT_MS = 3000;

/** A question that the car has not answered yet. */
interface Question {
  readonly askedMs: number;
  readonly end: AbortController;
}

/** What was done last, and what came of it. */
export interface LastCall {
  readonly call: ApiCall;
  readonly answer: ApiAnswer | null;
}

/** One dashboard's knowledge of one car. */
export class Session {
  /** Lost, too, while the car is connected and silent. */
  readonly connection: Signal<Connection> = signal('connecting');
  /** The present, as far as it is known; null before the first answer. */
  readonly live: Signal<CarView | null> = signal(null);
  /** The number of events up to the instant that is shown; null while the present is shown. */
  readonly cursor: Signal<number | null> = signal(null);
  /** Grows with each batch: what is computed from the history follows it. */
  readonly revision: Signal<number> = signal(0);
  readonly lastCall: Signal<LastCall | null> = signal(null);
  /** Why the page began anew, in words; null where it did not. Not to be shown while the connection is lost. */
  readonly notice: Signal<string | null> = signal(null);
  readonly shown: ReadonlySignal<CarView | null>;
  readonly frames: FrameFeed = new FrameFeed();
  readonly #ports: SessionPorts;
  #stream: Connection = 'connecting';
  #question: Question | null = null;
  /** When the car sent something last. */
  #receivedMs = 0;
  #history: History | null = null;
  #measured: Measured | null = null;
  /** The last event that was known when the page began: what led to it is no news. */
  #begunAt = 0;
  /** How often the page has begun: what an earlier beginning still awaits no longer counts. */
  #beginnings = 0;
  #stop: () => void = () => undefined;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.shown = computed(() => {
      const cursor = this.cursor.value;
      const { value: live } = this.live;
      return cursor === null || this.#history === null ? live : this.#history.viewAfter(cursor);
    });
  }

  get events(): readonly Happening[] {
    return this.#history?.events ?? [];
  }

  /** Loads the state and follows the events from the oldest instant the server still knows. */
  async start(): Promise<void> {
    this.#stop();
    const beginning = ++this.#beginnings;
    const [present, first] = await Promise.all([
      this.#readState('/api/state'),
      this.#readState('/api/state?at=oldest'),
    ]);
    if (beginning !== this.#beginnings) return;
    if (present === null) {
      this.#follow('lost');
      this.#ports.later(() => void (beginning === this.#beginnings && this.start()), RETRY_MS);
      return;
    }
    const oldest = first ?? present;
    this.#history = new History(oldest);
    this.#measured = null;
    this.#begunAt = present.lastEventId;
    this.frames.clear();
    this.cursor.value = null;
    this.live.value = present;
    this.resume();
  }

  /** Lets the connection go while nobody looks: a browser has only a few for one address. */
  pause(): void {
    this.#stop();
    this.#question?.end.abort();
    this.#question = null;
  }

  /** Goes on after the last event known, without a hole. */
  resume(): void {
    const { latest } = this.#history ?? {};
    if (latest === undefined) return;
    this.#stop();
    this.#stop = followEvents(this.#ports.followEvents, (work) => this.#ports.nextPicture(work), latest, {
      batch: (batch) => this.#take(batch),
      connection: (state) => this.#follow(state),
      reset: (reason) => void this.#recover(reason),
    });
  }

  stop(): void {
    this.#beginnings++;
    this.#stop();
  }

  /**
   * Reads again what no event says. Nothing that events say is put back by it. To be called every second: a car that does
   * not answer meanwhile is silent.
   */
  async refresh(): Promise<void> {
    if (this.#stream !== 'live') return;
    const askedMs = this.#ports.nowMs();
    if (this.#question !== null) {
      if (askedMs - Math.max(this.#question.askedMs, this.#receivedMs) < SILENT_MS) return;
      this.connection.value = 'lost';
      this.#question.end.abort();
    }
    const question = { askedMs, end: new AbortController() };
    const beginning = this.#beginnings;
    this.#question = question;
    const fresh = await this.#readState('/api/state', question.end.signal);
    if (this.#question === question) this.#question = null;
    const known = this.live.value;
    if (fresh === null || known === null || beginning !== this.#beginnings) return;
    this.#hear();
    this.#measured = { buses: fresh.buses, lagMs: fresh.lagMs };
    const isAhead = fresh.instance === known.instance && fresh.lastEventId >= known.lastEventId;
    this.live.value = isAhead ? fresh : { ...known, ...this.#measured };
  }

  /** Does something to the car. What comes of it arrives as events, too. */
  async perform(call: ApiCall): Promise<ApiAnswer> {
    this.cursor.value = null;
    this.lastCall.value = { call, answer: null };
    const answer = await send(call, this.#ports.fetch);
    this.lastCall.value = { call, answer };
    return answer;
  }

  /** Shows the car as it was after the first `count` events of the history; null shows the present. */
  readonly show = (count: number | null): void => {
    const length = this.events.length;
    this.cursor.value = count === null || count >= length ? null : Math.max(0, count);
  };

  /** Shows the car as it was at that instant. */
  showTime(timeUs: number): void {
    this.show(this.#history?.countUntil(timeUs) ?? null);
  }

  /** The car has sent something: it is as live as its stream. */
  #hear(): void {
    this.#receivedMs = this.#ports.nowMs();
    this.#follow(this.#stream);
  }

  #take({ events, ...frames }: FeedBatch): void {
    this.#hear();
    if (events.length > 0) this.#takeEvents(events);
    this.frames.take(frames);
  }

  #takeEvents(batch: readonly Happening[]): void {
    let history = this.#history;
    if (history === null) return;
    const { buses } = history.latest;
    for (const event of batch) {
      history.append(event);
      if (event.event !== 'car-restarted') continue;
      // Time begins anew, and with it what can be shown of the past.
      history = new History(history.latest);
      this.#history = history;
      this.cursor.value = null;
      this.frames.clear();
      if (event.id > this.#begunAt) this.notice.value = 'The car was restarted.';
    }
    const { latest } = history;
    if (this.#measured !== null && latest.buses !== buses) this.#measured = { ...this.#measured, buses: latest.buses };
    // The state was read before the events up to it came: it is not put back by them.
    const known = this.live.value?.lastEventId ?? 0;
    if ((batch.at(-1)?.id ?? 0) >= known) this.live.value = { ...latest, ...this.#measured };
    this.revision.value++;
    if (batch.some(({ kind }) => kind === 'client')) void this.refresh();
  }

  #follow(state: Connection): void {
    const wasLost = this.connection.value === 'lost';
    this.#stream = state;
    this.connection.value = state;
    if (state === 'live' && wasLost) void this.#recover(null);
  }

  /**
   * After a lost connection: the same address may be another car's by now.
   *
   * @param reason why events cannot go on where they were; null where they do
   */
  async #recover(reason: string | null): Promise<void> {
    const known = this.live.value?.instance;
    const present = await this.#readState('/api/state');
    if (present !== null && present.instance !== known) {
      await this.#beginAnew('A different car now answers at this address. The page shows its state.');
    } else if (reason === 'restarted') {
      await this.#beginAnew('The car was restarted.');
    } else if (reason !== null) {
      await this.#beginAnew(
        'The connection was lost for too long to show what happened meanwhile. The page shows the present state.',
      );
    }
  }

  async #beginAnew(why: string): Promise<void> {
    this.notice.value = why;
    await this.start();
  }

  async #readState(path: string, signal?: AbortSignal): Promise<CarView | null> {
    try {
      const response = await this.#ports.fetch(path, signal === undefined ? {} : { signal });
      return response.ok ? ((await response.json()) as CarView) : null;
    } catch {
      return null;
    }
  }
}
