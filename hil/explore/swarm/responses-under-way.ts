import type { Endpoint } from '../oracle/model.ts';

/** Responses by where they are sent: those to functional requests go out on the generic endpoint. */
export interface ResponseCounts {
  readonly oem: number;
  readonly generic: number;
}

const NONE: ResponseCounts = { oem: 0, generic: 0 };

/** Responses of the Smart Key ECU that are not complete on the bus, as an observer of it counts them. */
export class ResponsesUnderWay {
  #counts = NONE;

  get isAny(): boolean {
    return this.#counts.oem > 0 || this.#counts.generic > 0;
  }

  /** The ECU has a response, and sends it after those that it had before on that endpoint. */
  begin(endpoint: Endpoint): void {
    this.#change(endpoint, 1);
  }

  /** The last frame of one is out. */
  end(endpoint: Endpoint): void {
    this.#change(endpoint, -1);
  }

  /** A request to this endpoint meets a response on another one: a functional request has both physical ones beside it. */
  isBeside(endpoint: Endpoint): boolean {
    const { oem, generic } = this.#counts;
    if (endpoint === 'functional') return this.isAny;
    return endpoint === 'oem' ? generic > 0 : oem > 0;
  }

  snapshot(): ResponseCounts {
    return this.#counts;
  }

  restore(counts: ResponseCounts): void {
    this.#counts = counts;
  }

  forget(): void {
    this.#counts = NONE;
  }

  #change(endpoint: Endpoint, by: number): void {
    const name = endpoint === 'oem' ? 'oem' : 'generic';
    this.#counts = { ...this.#counts, [name]: Math.max(0, this.#counts[name] + by) };
  }
}
