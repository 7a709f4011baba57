import { signal, type Signal } from '@preact/signals';
import type { ApiAnswer } from './api-call.ts';

/** So long what the car answered stays in sight where its events do not show it: somebody else has set it meanwhile. */
const CATCH_UP_MS = 1000;

/** Sets the car's value. */
type SetValue = (value: number) => Promise<ApiAnswer>;

/**
 * The value of a slider that a person moves: the person's while it is held and until the car has answered, the car's at
 * any other time. One call is under way at a time, and the last value asked for follows it.
 */
export class HeldValue {
  /** The field of the answer that has the value. */
  readonly #field: string;
  /** The person's value; null while the car's is shown. */
  readonly #own: Signal<number | null> = signal(null);
  #isHeld = false;
  /** The thumb was moved since it is held. */
  #isMoved = false;
  #isAsking = false;
  #wanted: number | null = null;
  /** What was asked for last, until the car's own value is shown again. */
  #asked: number | null = null;
  /** What the car answered, while its events have not shown it yet. */
  #answered: number | null = null;
  #catchUp: ReturnType<typeof setTimeout> | null = null;

  constructor(field: string) {
    this.#field = field;
  }

  /** What to show, given the car's value. */
  over(value: number): number {
    if (this.#answered === value && this.#own.value === value) this.#letGo();
    return this.#own.value ?? value;
  }

  /** A pointer holds the thumb: it stays there while the page is drawn again. */
  grab(value: number): void {
    this.move(value);
    this.#isHeld = true;
    this.#isMoved = false;
  }

  /** The thumb is elsewhere. */
  move(value: number): void {
    this.#forgetAnswer();
    this.#isMoved = true;
    this.#own.value = value;
  }

  /** The pointer has left the thumb there. */
  release(value: number, set: SetValue): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    if (this.#isMoved) this.ask(value, set);
    else this.cancel();
  }

  /** The pointer has been taken away: nothing was chosen. */
  cancel(): void {
    this.#isHeld = false;
    if (!this.#isAsking && this.#answered === null) this.#letGo();
  }

  /** Sets the car's value to this one, unless that was asked for already. */
  ask(value: number, set: SetValue): void {
    if (this.#asked === value) return;
    this.move(value);
    this.#asked = value;
    this.#wanted = value;
    if (!this.#isAsking) void this.#askAll(set);
  }

  async #askAll(set: SetValue): Promise<void> {
    this.#isAsking = true;
    let answer: ApiAnswer | null = null;
    while (this.#wanted !== null) {
      const value = this.#wanted;
      this.#wanted = null;
      answer = await set(value);
    }
    this.#isAsking = false;
    this.#asked = null;
    if (this.#isHeld) return;
    const answered = answer?.ok === true ? (answer.json as Readonly<Record<string, unknown>>)[this.#field] : null;
    if (typeof answered !== 'number') {
      this.#letGo();
      return;
    }
    this.#answered = answered;
    this.#own.value = answered;
    this.#catchUp = setTimeout(() => this.#letGo(), CATCH_UP_MS);
  }

  #letGo(): void {
    this.#forgetAnswer();
    this.#own.value = null;
  }

  #forgetAnswer(): void {
    this.#answered = null;
    if (this.#catchUp !== null) clearTimeout(this.#catchUp);
    this.#catchUp = null;
  }
}
