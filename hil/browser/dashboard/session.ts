import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { CarView } from '../../view/car-view.ts';
import type { Happening } from '../components/happening.ts';
import { type ApiAnswer, type ApiCall, type Fetch, send } from './api-call.ts';
import { type Connection, type EventSourceLike, followEvents } from './event-feed.ts';
import { History } from '../components/history.ts';

/** What the page needs of the browser: given to it, so that a test can play the browser. */
export interface SessionPorts {
  readonly fetch: Fetch;
  openEvents(url: string): EventSourceLike;
  /** Calls once before the next picture. */
  nextPicture(work: () => void): void;
}

/** What was done last, and what came of it. */
export interface LastCall {
  readonly call: ApiCall;
  readonly answer: ApiAnswer | null;
}

/** One dashboard's knowledge of one car. */
export class Session {
  readonly connection: Signal<Connection> = signal('connecting');
  /** The present, as far as it is known; null before the first answer. */
  readonly live: Signal<CarView | null> = signal(null);
  /** The number of events up to the instant that is shown; null while the present is shown. */
  readonly cursor: Signal<number | null> = signal(null);
  /** Grows with each batch: what is computed from the history follows it. */
  readonly revision: Signal<number> = signal(0);
  readonly lastCall: Signal<LastCall | null> = signal(null);
  /** Why the page began anew, in words; null where it did not. */
  readonly notice: Signal<string | null> = signal(null);
  readonly shown: ReadonlySignal<CarView | null>;
  readonly #ports: SessionPorts;
  #history: History | null = null;
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
    const present = await this.#readState('/api/state');
    if (present === null) {
      this.connection.value = 'lost';
      return;
    }
    const oldest = (await this.#readState('/api/state?at=0')) ?? present;
    this.#history = new History(oldest);
    this.cursor.value = null;
    this.live.value = present;
    this.#stop = followEvents(
      (url) => this.#ports.openEvents(url),
      (work) => this.#ports.nextPicture(work),
      oldest.lastEventId,
      {
        events: (batch) => this.#take(batch),
        connection: (state) => this.#follow(state),
        reset: () => void this.#beginAnew('The connection was away for too long: this is the car as it is now.'),
      },
    );
  }

  stop(): void {
    this.#stop();
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
  show(count: number | null): void {
    const length = this.events.length;
    this.cursor.value = count === null || count >= length ? null : Math.max(0, count);
  }

  /** Shows the car as it was at that instant. */
  showTime(timeUs: number): void {
    this.show(this.#history?.countUntil(timeUs) ?? null);
  }

  #take(batch: readonly Happening[]): void {
    const history = this.#history;
    if (history === null) return;
    for (const event of batch) history.append(event);
    // The state was read before the events up to it came: it is not put back by them.
    const known = this.live.value?.lastEventId ?? 0;
    if ((batch.at(-1)?.id ?? 0) >= known) this.live.value = history.latest;
    this.revision.value++;
    if (batch.some(({ event }) => event === 'car-restarted')) void this.#beginAnew('The car was restarted.');
  }

  #follow(state: Connection): void {
    const wasLost = this.connection.value === 'lost';
    this.connection.value = state;
    if (state === 'live' && wasLost) void this.#compareInstance();
  }

  /** After a lost connection: the same address may be another car's by now. */
  async #compareInstance(): Promise<void> {
    const present = await this.#readState('/api/state');
    const known = this.live.value;
    if (present !== null && known !== null && present.instance !== known.instance) {
      await this.#beginAnew('Another car answers at this address now: this is its state.');
    }
  }

  async #beginAnew(why: string): Promise<void> {
    this.notice.value = why;
    await this.start();
  }

  async #readState(path: string): Promise<CarView | null> {
    try {
      const response = await this.#ports.fetch(path);
      return response.ok ? ((await response.json()) as CarView) : null;
    } catch {
      return null;
    }
  }
}
