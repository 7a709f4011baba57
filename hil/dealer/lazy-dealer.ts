import type { DealerMount } from '../http/mount.ts';
import type { RouteDescription } from '../http/route.ts';
import type { OpenDealer, OpenDealerOptions } from './open-dealer.ts';

/** A dealer that is loaded and opened with the first request for it, so that a car is ready sooner. */
export class LazyDealer implements DealerMount {
  readonly #options: OpenDealerOptions;
  #opening: Promise<OpenDealer> | null = null;

  constructor(options: OpenDealerOptions) {
    this.#options = options;
  }

  /** @throws DealerStoreError for an unusable file; the next call tries again */
  async open(): Promise<OpenDealer> {
    const opening = (this.#opening ??= this.#load());
    try {
      return await opening;
    } catch (error) {
      // Only this one: the next call may have started another.
      if (this.#opening === opening) this.#opening = null;
      throw error;
    }
  }

  async fetch(request: Request, bindings: unknown): Promise<Response> {
    return (await this.open()).fetch(request, bindings);
  }

  async documentation(): Promise<readonly RouteDescription[]> {
    const { dealerDocumentation } = await import('./server/dealer-api.ts');
    return dealerDocumentation(this.#options.bench);
  }

  async end(): Promise<void> {
    if (this.#opening !== null) await (await this.#opening).end();
  }

  async #load(): Promise<OpenDealer> {
    const { openDealer } = await import('./open-dealer.ts');
    return openDealer(this.#options);
  }
}
