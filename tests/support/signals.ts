const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];
type Listener = (signal: Signal) => void;

function listenersTo(signal: Signal): readonly Listener[] {
  return process.rawListeners(signal) as Listener[];
}

/** What listens to this process's signals from now on, so that a test can send it one without reaching anybody else. */
export class NewSignalListeners {
  readonly #before: ReadonlyMap<Signal, readonly Listener[]> = new Map(
    SIGNALS.map((signal) => [signal, [...listenersTo(signal)]]),
  );

  count(signal: Signal): number {
    return this.#to(signal).length;
  }

  send(signal: Signal): void {
    for (const listener of this.#to(signal)) listener(signal);
  }

  /** Waits until something listens to SIGTERM. @returns false where that which should has ended before */
  async begin(end: Promise<unknown>): Promise<boolean> {
    const over = end.then(() => true);
    while (this.count('SIGTERM') === 0) {
      const turn = new Promise<boolean>((resolve) => setImmediate(() => resolve(false)));
      if (await Promise.race([over, turn])) return false;
    }
    return true;
  }

  /** Removes those that are left, as the end of the process does. */
  remove(): void {
    for (const signal of SIGNALS) for (const listener of this.#to(signal)) process.removeListener(signal, listener);
  }

  #to(signal: Signal): readonly Listener[] {
    return listenersTo(signal).filter((listener) => this.#before.get(signal)?.includes(listener) !== true);
  }
}
