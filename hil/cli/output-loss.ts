/** The loss of standard output or standard error, for the commands that have something to save then. */
class OutputLoss {
  readonly #listeners = new Set<() => void>();
  #isAwaited = false;

  /**
   * Listens from now on. A process with a listener is not ended when its output is lost, not even after the listener is
   * removed: the command ends in order, and what it saves is written.
   *
   * @returns removes the listener
   */
  subscribe(listener: () => void): () => void {
    this.#isAwaited = true;
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** For a command that writes a file, and does not last: it goes on without its output. */
  ignore(): void {
    this.#isAwaited = true;
  }

  /** @returns whether the command ends by itself, in order */
  report(): boolean {
    for (const listener of [...this.#listeners]) listener();
    return this.#isAwaited;
  }
}

/** Of this process. */
export const outputLoss: OutputLoss = new OutputLoss();
