import { effect, signal, type Signal } from '@preact/signals';
import { type ApiAnswer, type ApiCall, type Fetch, send } from './api-call.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Session } from './session.ts';

/** Something that the car's server knows, read again when it has changed. */
export class Remote<Value> {
  readonly value: Signal<Value | null> = signal(null);
  /** Why the last call was refused, in words; null where it was not. */
  readonly problem: Signal<string | null> = signal(null);
  readonly #path: string;
  readonly #fetch: Fetch;
  /** What cannot be read now stays as it was. */
  readonly refresh: () => Promise<void> = oneAtATime(() => this.#read());

  constructor(path: string, fetch: Fetch) {
    this.#path = path;
    this.#fetch = fetch;
  }

  /** Changes it; what it is then is read. */
  async change(call: Omit<ApiCall, 'step'>): Promise<ApiAnswer> {
    const answer = await send({ ...call, step: null }, this.#fetch);
    this.problem.value = answer.ok ? null : [answer.message, answer.hint].filter((part) => part !== '').join(': ');
    await this.refresh();
    return answer;
  }
  async #read(): Promise<void> {
    try {
      const response = await this.#fetch(this.#path);
      if (response.ok) this.value.value = (await response.json()) as Value;
    } catch {
      // The page says elsewhere that the connection is lost.
    }
  }
}

/** Calls when the session hears of an event of that kind, or with one of those names. */
export function onEvents(session: Session, wanted: string | readonly string[], work: () => void): () => void {
  let lastId = 0;
  return effect(() => {
    if (session.revision.value < 0) return;
    const { events } = session;
    const newest = events.at(-1)?.id ?? 0;
    const before = newest < lastId ? 0 : lastId;
    lastId = newest;
    for (let index = events.length - 1; index >= 0; index -= 1) {
      const event = events[index];
      if (event === undefined || event.id <= before) return;
      if (typeof wanted === 'string' ? event.kind === wanted : wanted.includes(event.event)) {
        work();
        return;
      }
    }
  });
}
