import { effect, signal, type Signal } from '@preact/signals';
import { type ApiAnswer, type ApiCall, type Fetch, type Refusal, refusalText, send } from './api-call.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Session } from './session.ts';

/**
 * What of a value a refusal is about: once that is another, the refusal is no longer true. Null while it is not settled
 * what comes next.
 */
type TopicOf<Value> = (value: Value) => string | null;

/** Something that the car's server knows, read again when it has changed. */
export class Remote<Value> {
  readonly value: Signal<Value | null> = signal(null);
  /** Why the last call was refused, in words; null where it was not, and once that is no longer true. */
  readonly problem: Signal<string | null> = signal(null);
  readonly #path: string;
  readonly #fetch: Fetch;
  readonly #topicOf: TopicOf<Value>;
  /** What the refusal is about; null where it is not settled yet. */
  #topic: string | null = null;
  /** The last call was not answered: that is over when the server answers. */
  #isSilent = false;
  /** What cannot be read now stays as it was. */
  readonly refresh: () => Promise<void> = oneAtATime(() => this.#read());

  constructor(path: string, fetch: Fetch, topicOf: TopicOf<Value> = (value) => JSON.stringify(value)) {
    this.#path = path;
    this.#fetch = fetch;
    this.#topicOf = topicOf;
  }

  /**
   * Changes it; what it is then is read.
   *
   * @param describe says why it was refused, given what it is now
   */
  async change(
    call: Omit<ApiCall, 'step'>,
    describe: (refusal: Refusal, value: Value | null) => string = refusalText,
  ): Promise<ApiAnswer> {
    const answer = await send({ ...call, step: null }, this.#fetch);
    this.forget();
    if (answer.ok) {
      await this.refresh();
      return answer;
    }
    // Who does not answer may not let itself be read, either.
    if (answer.why === 'silent') this.problem.value = describe(answer, this.value.value);
    await this.refresh();
    const value = this.value.value;
    this.problem.value = describe(answer, value);
    this.#topic = value === null ? null : this.#topicOf(value);
    this.#isSilent = answer.why === 'silent';
    return answer;
  }

  /** Takes back what was refused: it was another car. */
  forget(): void {
    this.problem.value = null;
    this.#topic = null;
    this.#isSilent = false;
  }

  async #read(): Promise<void> {
    try {
      const response = await this.#fetch(this.#path);
      if (!response.ok) return;
      const value = (await response.json()) as Value;
      this.value.value = value;
      this.#forgetIfOver(value);
    } catch {
      // The page says elsewhere that the connection is lost.
    }
  }

  #forgetIfOver(value: Value): void {
    if (this.problem.value === null) return;
    const topic = this.#topicOf(value);
    if (this.#isSilent || (topic !== null && this.#topic !== null && topic !== this.#topic)) this.forget();
    else this.#topic ??= topic;
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
