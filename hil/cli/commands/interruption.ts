import { EXIT } from '../exit-code.ts';

/** Ctrl-C during a command that still has something to report: the first ends the work, the second everything. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #onSignal: () => void;

  /** @param onFirst says what happens now */
  constructor(onFirst: () => void) {
    this.#onSignal = () => {
      if (this.#controller.signal.aborted) process.exit(EXIT.interrupted);
      onFirst();
      this.#controller.abort();
    };
    process.on('SIGINT', this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ctrl-C is as it was before. */
  end(): void {
    process.off('SIGINT', this.#onSignal);
  }
}
