import { signal, type Signal } from '@preact/signals';

/** So long a value that was chosen is shown while the car does not have it: then it is shown where the car is. */
const SETTLED_MS = 2000;

/** Where a person holds a slider: what the car reports meanwhile does not move it. */
export class HeldValue {
  /** Null where it shows the car's own value. */
  readonly value: Signal<number | null> = signal(null);
  readonly #later: (work: () => void, ms: number) => void;
  #isChosen = false;
  #turn = 0;

  /** @param later calls once after a while */
  constructor(later: (work: () => void, ms: number) => void) {
    this.#later = later;
  }

  /** It was moved, and may be moved on. */
  move(value: number): void {
    this.#turn++;
    this.#isChosen = false;
    this.value.value = value;
  }

  /** It is let go. */
  choose(): void {
    const turn = ++this.#turn;
    this.#isChosen = true;
    this.#later(() => {
      if (turn === this.#turn) this.value.value = null;
    }, SETTLED_MS);
  }

  /** The car's value has changed. */
  follow(value: number): void {
    if (this.#isChosen && this.value.value === value) this.value.value = null;
  }
}
