import type { CarView } from '../../view/car-view.ts';
import { foldEvent } from '../../view/fold-event.ts';
import type { Happening } from '../components/happening.ts';

/** Between two views that are kept, so that any instant is a short fold away. */
const KEYFRAME_EVERY = 200;

/** What has happened since a view, frames apart: as a value, from which any instant's view follows. */
export class History {
  readonly limit: number;
  #events: Happening[] = [];
  /** The view before the first event kept, and after every {@link KEYFRAME_EVERY} of them. */
  #keyframes: CarView[];
  #latest: CarView;

  /** @param limit events kept, in whole; from twice as many on the oldest half is dropped */
  constructor(start: CarView, limit = 20_000) {
    this.limit = limit;
    this.#keyframes = [start];
    this.#latest = start;
  }

  get events(): readonly Happening[] {
    return this.#events;
  }

  get latest(): CarView {
    return this.#latest;
  }

  append(event: Happening): void {
    this.#events.push(event);
    this.#latest = foldEvent(this.#latest, event);
    if (this.#events.length % KEYFRAME_EVERY === 0) this.#keyframes.push(this.#latest);
    if (this.#events.length >= this.limit * 2) this.#forget();
  }

  /** The car as it was after `count` of the events kept: 0 is before the first. */
  viewAfter(count: number): CarView {
    const index = Math.floor(count / KEYFRAME_EVERY);
    let view = this.#keyframes[index] ?? this.#latest;
    for (const event of this.#events.slice(index * KEYFRAME_EVERY, count)) view = foldEvent(view, event);
    return view;
  }

  /** How many of the events kept happened up to and including that instant. */
  countUntil(timeUs: number): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.timeUs ?? 0) <= timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forget(): void {
    const keyframes = Math.floor(this.limit / KEYFRAME_EVERY);
    this.#events = this.#events.slice(keyframes * KEYFRAME_EVERY);
    this.#keyframes = this.#keyframes.slice(keyframes);
  }
}
