import { DEFAULT_FRAME_LOG_BYTES } from '../../can-bus/trace/frame-log.ts';
import type { CarEvent } from '../car/car-event.ts';
import { ValuePacker } from './value-packer.ts';

const DEFAULT_EVENT_CAPACITY = 1_000_000;
/** Maximum memory of a car's frames and events together. */
export const LOG_BYTES = 256_000_000;
/** The part of it for events. */
export const DEFAULT_EVENT_LOG_BYTES: number = LOG_BYTES - DEFAULT_FRAME_LOG_BYTES;

/** Events are kept in blocks, which are dropped as a whole; a longer event has a block of its own. */
const BLOCK_BYTES = 64 * 1024;
const BLOCK_EVENTS = 1024;
/** Hardly any event is longer. */
const MOST_EVENT_BYTES = 256;
/** Of an event in a block, beside its bytes: where they begin, and the frames before it. */
const ENTRY_BYTES = 4 + 8;
/** More than an event with a frame in it takes, which is no plain data. */
const OBJECT_BYTES = 1024;
/** Number of the last ones that are also kept as objects, for readers that are up to date. */
const RECENT = 256;

export interface LoggedEvent<Event = CarEvent> {
  /** Frames that were complete on the bus before it: its place among them. */
  readonly framesBefore: number;
  readonly event: Event;
}

interface EventBlock<Event> {
  /** The number of its first event. */
  readonly first: number;
  readonly bytes: Uint8Array;
  readonly places: Uint32Array;
  readonly framesBefore: Float64Array;
  /** Those that are not in the bytes, by their place in the block. */
  readonly objects: Map<number, Event>;
  count: number;
  /** Of the bytes that are used. */
  end: number;
}

/** The last events of a car, frames apart: at least `capacity` of them are kept, as long as they fit in `maxBytes`. */
export class EventLog<Event extends { readonly event: object } = CarEvent> {
  readonly capacity: number;
  readonly maxBytes: number;
  readonly #packer = new ValuePacker<Event>();
  /** Oldest first; only the last one is written to. */
  #blocks: EventBlock<Event>[] = [];
  /** By its number, modulo their count. */
  readonly #recent: LoggedEvent<Event>[] = [];
  readonly #blockEvents: number;
  #bytes = 0;
  #dropped = 0;
  #total = 0;

  /** @throws RangeError unless the capacity is a whole number from 1 */
  constructor(capacity: number = DEFAULT_EVENT_CAPACITY, maxBytes: number = DEFAULT_EVENT_LOG_BYTES) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`capacity ${capacity} is not a whole number from 1`);
    }
    this.capacity = capacity;
    this.maxBytes = maxBytes;
    this.#blockEvents = Math.min(BLOCK_EVENTS, Math.ceil(capacity / 4));
  }

  get length(): number {
    return this.#total - this.#dropped;
  }

  /** Memory taken by the events. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Events dropped because the log was full. */
  get dropped(): number {
    return this.#dropped;
  }

  append(framesBefore: number, event: Event): void {
    const packed = this.#packer.pack(event);
    const block = this.#blockFor(packed?.length ?? 0);
    if (packed === null) {
      block.objects.set(block.count, event);
      this.#bytes += OBJECT_BYTES;
    } else block.bytes.set(packed, block.end);
    block.places[block.count] = block.end;
    block.framesBefore[block.count] = framesBefore;
    block.end += packed?.length ?? 0;
    block.count++;
    this.#recent[this.#total % RECENT] = { framesBefore, event };
    this.#total++;
    this.#forget();
  }

  /** One of those there are, 0 the oldest; undefined where there is none. */
  at(index: number): LoggedEvent<Event> | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const number = this.#dropped + index;
    if (number >= this.#total - RECENT) return this.#recent[number % RECENT];
    const block = this.#blockOf(number);
    const place = number - (block?.first ?? 0);
    const at = block?.places[place];
    if (block === undefined || at === undefined) return undefined;
    const event = block.objects.get(place) ?? this.#packer.unpack(block.bytes, at);
    return { framesBefore: block.framesBefore[place] ?? 0, event };
  }

  /** Those there are now, oldest first, from one of them on. */
  records(from = 0): readonly LoggedEvent<Event>[] {
    const records: LoggedEvent<Event>[] = [];
    for (let index = from; index < this.length; index++) {
      const logged = this.at(index);
      if (logged !== undefined) records.push(logged);
    }
    return records;
  }

  #blockFor(length: number): EventBlock<Event> {
    const last = this.#blocks.at(-1);
    const hasRoom = last !== undefined && last.count < this.#blockEvents && last.end + length <= last.bytes.length;
    if (hasRoom) return last;
    const block: EventBlock<Event> = {
      first: this.#total,
      bytes: new Uint8Array(Math.max(Math.min(BLOCK_BYTES, this.#blockEvents * MOST_EVENT_BYTES), length)),
      places: new Uint32Array(this.#blockEvents),
      framesBefore: new Float64Array(this.#blockEvents),
      objects: new Map(),
      count: 0,
      end: 0,
    };
    this.#blocks.push(block);
    this.#bytes += this.#bytesOf(block);
    return block;
  }

  /** The block that an event is in, by the event's number. */
  #blockOf(number: number): EventBlock<Event> | undefined {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#blocks[middle]?.first ?? 0) <= number) low = middle;
      else high = middle - 1;
    }
    return this.#blocks[low];
  }

  #bytesOf({ bytes, objects }: EventBlock<Event>): number {
    return bytes.length + this.#blockEvents * ENTRY_BYTES + objects.size * OBJECT_BYTES;
  }

  /** Whole blocks, but never the last one. */
  #forget(): void {
    for (;;) {
      const [oldest, next] = this.#blocks;
      if (oldest === undefined || next === undefined) return;
      const isTooMany = this.#total - next.first >= this.capacity;
      if (!isTooMany && this.#bytes <= this.maxBytes) return;
      this.#blocks.shift();
      this.#bytes -= this.#bytesOf(oldest);
      this.#dropped = next.first;
    }
  }
}
