import type { FollowEvents } from '../../../../../hil/browser/dashboard/event-feed.ts';
import type { EventSourceLike, FeedPlace, HubListener } from '../../../../../hil/browser/dashboard/event-hub.ts';

/** An event source that a test plays. */
export class FakeSource implements EventSourceLike {
  readyState = 1;
  onopen: ((event: Event) => unknown) | null = null;
  onerror: ((event: Event) => unknown) | null = null;
  closed = false;
  readonly #listeners = new Map<string, (event: MessageEvent<string>) => void>();

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.#listeners.set(type, listener);
  }

  close(): void {
    this.closed = true;
  }

  say(type: string, data: unknown, id = 0): void {
    const event = new MessageEvent(type, { data: JSON.stringify(data), lastEventId: String(id) });
    this.#listeners.get(type)?.(event);
  }
}

/** Events of a car, of which a test says what they are. */
export class FakeEvents {
  /** From where it was followed, oldest first. */
  readonly followed: FeedPlace[] = [];
  #listener: HubListener | null = null;

  readonly follow: FollowEvents = (place, listener) => {
    this.followed.push(place);
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  };

  get isFollowed(): boolean {
    return this.#listener !== null;
  }

  say(kind: string, data: unknown): void {
    this.#listener?.message(kind, JSON.stringify(data));
  }

  connection(state: 'live' | 'lost'): void {
    this.#listener?.connection(state);
  }
}
