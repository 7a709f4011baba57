import { EXIT } from '../exit-code.ts';
import { outputLoss } from '../output-loss.ts';
import { TERMINATION_SIGNALS } from '../termination-signal.ts';

/**
 * Ctrl-C, SIGTERM or SIGHUP during a command that still has something to report, or the loss of its output: the first
 * one ends the work, a second Ctrl-C or SIGTERM the process.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #onSignal: (signal: string) => void;
  readonly #removeOutputListener: () => void;

  /** @param onFirst prints what happens now */
  constructor(onFirst: () => void) {
    const abort = (): void => {
      if (this.#controller.signal.aborted) return;
      onFirst();
      this.#controller.abort();
    };
    this.#onSignal = (signal) => {
      // A shell sends SIGHUP twice, and what is left to be written must not be lost.
      if (signal === 'SIGHUP') process.on(signal, () => undefined);
      else if (this.#controller.signal.aborted) process.exit(EXIT.interrupted);
      abort();
    };
    for (const signal of TERMINATION_SIGNALS) process.on(signal, this.#onSignal);
    this.#removeOutputListener = outputLoss.subscribe(abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Restores the default effect of each. */
  end(): void {
    for (const signal of TERMINATION_SIGNALS) process.off(signal, this.#onSignal);
    this.#removeOutputListener();
  }
}
