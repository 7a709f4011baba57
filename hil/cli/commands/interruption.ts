import { EXIT } from '../exit-code.ts';

/** SIGTERM is what a container or a CI job is stopped with. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Ctrl-C, or SIGTERM, during a command that still has something to report: the first one ends the work, the second the
 * process.
 */
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
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Restores the default effect of both. */
  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }
}
