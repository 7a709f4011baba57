import { signal, type Signal } from '@preact/signals';
import type { ServedFrame } from '../../view/served-event.ts';
import type { FeedBatch } from './event-feed.ts';

/** Frames kept for the log. */
const KEPT = 1_000;

/** The frames on the bus, as far as a page can show them. */
export class FrameFeed {
  /** The last ones. */
  readonly newestFirst: Signal<readonly ServedFrame[]> = signal([]);
  /** Frames on the bus since the page looked first, shown or not. */
  readonly total: Signal<number> = signal(0);
  readonly skipped: Signal<number> = signal(0);

  take({ frames, skippedFrames }: Pick<FeedBatch, 'frames' | 'skippedFrames'>): void {
    if (skippedFrames > 0) {
      this.skipped.value += skippedFrames;
      this.total.value += skippedFrames;
    }
    if (frames.length === 0) return;
    this.total.value += frames.length;
    this.newestFirst.value = [...frames.toReversed(), ...this.newestFirst.value].slice(0, KEPT);
  }

  /** Another car, or the same one made new: its frames begin anew. */
  clear(): void {
    this.newestFirst.value = [];
  }
}
