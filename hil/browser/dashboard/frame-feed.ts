import { signal, type Signal } from '@preact/signals';
import type { ServedFrame } from '../../view/served-event.ts';
import type { EventSourceLike } from './event-feed.ts';

/** Frames kept for the log. */
const KEPT = 1_000;

/** The frames on the bus, as far as a page can show them: it listens only while somebody looks. */
export class FrameFeed {
  /** The last ones. */
  readonly newestFirst: Signal<readonly ServedFrame[]> = signal([]);
  /** Frames on the bus since the page looked first, shown or not. */
  readonly total: Signal<number> = signal(0);
  readonly skipped: Signal<number> = signal(0);
  readonly #open: (url: string) => EventSourceLike;
  readonly #nextPicture: (work: () => void) => void;
  #waiting: ServedFrame[] = [];

  constructor(open: (url: string) => EventSourceLike, nextPicture: (work: () => void) => void) {
    this.#open = open;
    this.#nextPicture = nextPicture;
  }

  /** Listens until what is returned is called. */
  follow(): () => void {
    const source = this.#open('/api/events?kinds=frame&frames=sampled');
    source.addEventListener('frame', ({ data }) => {
      this.#waiting.push(JSON.parse(data) as ServedFrame);
      if (this.#waiting.length === 1) this.#nextPicture(() => this.#take());
    });
    source.addEventListener('sampled', ({ data }) => {
      const { skipped } = JSON.parse(data) as { readonly skipped: number };
      this.skipped.value += skipped;
      this.total.value += skipped;
    });
    return () => source.close();
  }

  #take(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    this.total.value += batch.length;
    this.newestFirst.value = [...batch.reverse(), ...this.newestFirst.value].slice(0, KEPT);
  }
}
