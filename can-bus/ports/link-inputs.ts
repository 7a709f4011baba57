/**
 * What came from the bus for the links of one owner, to be processed after the present call has returned, in the order
 * in which it came: a request of one link is on the bus before its response reaches another.
 */
export class LinkInputs {
  /** Not processed yet. */
  #inputs: (() => void)[] = [];
  readonly #takeAll = (): void => {
    const inputs = this.#inputs;
    this.#inputs = [];
    for (const process of inputs) process();
  };

  add(process: () => void): void {
    if (this.#inputs.push(process) === 1) queueMicrotask(this.#takeAll);
  }
}
