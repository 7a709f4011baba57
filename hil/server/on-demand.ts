/** Something that is loaded and made when it is needed first: a car that starts does not wait for it. */
export class OnDemand<Made> {
  readonly #make: () => Promise<Made>;
  #making: Promise<Made> | null = null;
  #made: Made | null = null;

  constructor(make: () => Promise<Made>) {
    this.#make = make;
  }

  /** What was made; null before the first need. */
  get made(): Made | null {
    return this.#made;
  }

  async get(): Promise<Made> {
    this.#making ??= this.#make();
    return (this.#made = await this.#making);
  }
}
