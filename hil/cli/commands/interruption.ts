import { EXIT } from '../exit-code.ts';

/** Ctrl-C during a command that still has something to report: the first one ends the work, the second the process. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #onSignal: () => void;

  /** @param onFirst prints what happens now */
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

  /** Restores the default effect of Ctrl-C. */
  end(): void {
    process.off('SIGINT', this.#onSignal);
  }
}
