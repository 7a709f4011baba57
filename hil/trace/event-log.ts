import { DEFAULT_FRAME_LOG_BYTES } from '../../can-bus/trace/frame-log.ts';
import type { CarEvent } from '../car/car-event.ts';

const DEFAULT_EVENT_CAPACITY = 1_000_000;
/** Maximum memory of a car's frames and events together. */
export const LOG_BYTES = 256_000_000;
/** The part of it for events. */
export const DEFAULT_EVENT_LOG_BYTES: number = LOG_BYTES - DEFAULT_FRAME_LOG_BYTES;

/** Measured in Node 24, rounded up: an entry with its event, a member, an object or list, a byte array. */
const ENTRY_BYTES = 160;
const MEMBER_BYTES = 16;
const OBJECT_BYTES = 48;
const ARRAY_BYTES = 160;

export interface LoggedEvent<Event = CarEvent> {
  /** Frames that were complete on the bus before it: its place among them. */
  readonly framesBefore: number;
  readonly event: Event;
}

/** The last events of a car, frames apart: at least `capacity` of them are kept, as long as they fit in `maxBytes`. */
export class EventLog<Event extends { readonly event: object } = CarEvent> {
  readonly capacity: number;
  readonly maxBytes: number;
  readonly #events: LoggedEvent<Event>[] = [];
  readonly #sizes: number[] = [];
  #bytes = 0;
  #dropped = 0;

  /** @throws RangeError unless the capacity is a whole number from 1 */
  constructor(capacity: number = DEFAULT_EVENT_CAPACITY, maxBytes: number = DEFAULT_EVENT_LOG_BYTES) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`capacity ${capacity} is not a whole number from 1`);
    }
    this.capacity = capacity;
    this.maxBytes = maxBytes;
  }

  get length(): number {
    return this.#events.length;
  }

  /** Memory taken by the events, estimated on the safe side. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Events dropped because the log was full. */
  get dropped(): number {
    return this.#dropped;
  }

  append(framesBefore: number, event: Event): void {
    const size = ENTRY_BYTES + bytesOf(event.event);
    this.#events.push({ framesBefore, event });
    this.#sizes.push(size);
    this.#bytes += size;
    // Dropping a quarter at a time keeps its cost away from individual events.
    const slack = Math.ceil(this.capacity / 4);
    if (this.#events.length > this.capacity + slack) this.#forget(slack);
    if (this.#bytes > this.maxBytes) this.#forget(this.#oldestOver(this.maxBytes * 0.75));
  }

  /** One of those there are, 0 the oldest; undefined where there is none. */
  at(index: number): LoggedEvent<Event> | undefined {
    return this.#events[index];
  }

  /** Those there are now, oldest first. */
  records(): readonly LoggedEvent<Event>[] {
    return [...this.#events];
  }

  /** How many of the oldest must be dropped so that the rest takes no more than `bytes`. */
  #oldestOver(bytes: number): number {
    let left = this.#bytes;
    let count = 0;
    while (left > bytes && count < this.#sizes.length) left -= this.#sizes[count++] ?? 0;
    return count;
  }

  #forget(count: number): void {
    for (const size of this.#sizes.splice(0, count)) this.#bytes -= size;
    this.#events.splice(0, count);
    this.#dropped += count;
  }
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if (value instanceof Uint8Array) return ARRAY_BYTES + value.length;
  let bytes = OBJECT_BYTES;
  for (const member of Object.values(value)) bytes += MEMBER_BYTES + bytesOf(member);
  return bytes;
}
