import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';

/** A frame as it was on the bus. */
export interface SeenFrame {
  readonly timeUs: Micros;
  readonly frame: CanFrame;
}

/** Receives every frame while time moves. */
export interface FrameWatch {
  /** The first matching frame since the watch began; null while there has been none. */
  readonly seen: SeenFrame | null;
  end(): void;
}

/** The frames of a bus: the last one of each id, and the watches that wait for one. */
export class FrameHistory {
  readonly #last = new Map<number, SeenFrame>();
  readonly #watches = new Set<Watch>();

  note(timeUs: Micros, frame: CanFrame): void {
    const seen = { timeUs, frame };
    this.#last.set(frame.id, seen);
    for (const watch of this.#watches) watch.note(seen);
  }

  /** The last frame of that id, null if there was none. */
  last(id: number): SeenFrame | null {
    return this.#last.get(id) ?? null;
  }

  watch(wanted: (frame: CanFrame) => boolean): FrameWatch {
    const watch = new Watch(wanted, () => this.#watches.delete(watch));
    this.#watches.add(watch);
    return watch;
  }
}

class Watch implements FrameWatch {
  readonly end: () => void;
  readonly #wanted: (frame: CanFrame) => boolean;
  #seen: SeenFrame | null = null;

  constructor(wanted: (frame: CanFrame) => boolean, end: () => void) {
    this.#wanted = wanted;
    this.end = end;
  }

  get seen(): SeenFrame | null {
    return this.#seen;
  }

  note(seen: SeenFrame): void {
    if (this.#seen === null && this.#wanted(seen.frame)) this.#seen = seen;
  }
}
