import type { CarEvent } from '../car/car-event.ts';

export const DEFAULT_EVENT_CAPACITY = 1_000_000;

export interface LoggedEvent {
  /** Frames that were complete on the bus before it: its place among them. */
  readonly framesBefore: number;
  readonly event: CarEvent;
}

/** The last events of a car, frames apart: at least `capacity` of them are kept. */
export class EventLog {
  readonly capacity: number;
  readonly #events: LoggedEvent[] = [];
  #dropped = 0;

  /** @throws RangeError unless the capacity is a whole number from 1 */
  constructor(capacity: number = DEFAULT_EVENT_CAPACITY) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`capacity ${capacity} is not a whole number from 1`);
    }
    this.capacity = capacity;
  }

  get length(): number {
    return this.#events.length;
  }

  /** Events forgotten because the log was full. */
  get dropped(): number {
    return this.#dropped;
  }

  append(framesBefore: number, event: CarEvent): void {
    this.#events.push({ framesBefore, event });
    // Forgetting a quarter at a time keeps the cost of it off the single event.
    const slack = Math.ceil(this.capacity / 4);
    if (this.#events.length <= this.capacity + slack) return;
    this.#events.splice(0, slack);
    this.#dropped += slack;
  }

  /** Those there are now, oldest first. */
  records(): readonly LoggedEvent[] {
    return [...this.#events];
  }
}
