import type { Micros } from '../../can-bus/time/micros.ts';
import type { FrameRecord } from '../../can-bus/trace/frame-record.ts';
import type { CarEvent, CarRecord } from '../car/car-event.ts';
import type { CarStateReader, StateSources } from '../car/car-state.ts';
import type { CarState } from '../view/car-view.ts';

/** Takes what has happened in its order; {@link FeedBacklog.stateChanged} is then of that instant. */
interface FeedConsumer {
  /** The state may be another from this instant on. */
  changed(timeUs: Micros): void;
  happened(record: CarRecord): void;
}

/**
 * What has happened to a car and is not yet in the feed, each with what the state followed from. Adding to it costs next
 * to nothing: a response goes out first, and what is served about it is worked out afterwards.
 */
export class FeedBacklog {
  readonly #reader: CarStateReader;
  #happened: (CarRecord | Micros)[] = [];
  #sources: (StateSources | null)[] = [];
  /** How many of them have been handed over. */
  #drained = 0;
  #isDraining = false;
  /** Of what was drained last; null where it has been read. */
  #state: { readonly sources: StateSources; readonly timeUs: Micros } | null = null;

  constructor(reader: CarStateReader) {
    this.#reader = reader;
  }

  get length(): number {
    return this.#happened.length - this.#drained;
  }

  /** From this instant on the state may be another. */
  addChange(timeUs: Micros): void {
    this.#happened.push(timeUs);
    this.#sources.push(this.#reader.changedSources());
  }

  addEvent(event: CarEvent): void {
    this.#happened.push(event);
    // The Smart Key ECU reports a change of its state before what it received and answers.
    const isAfterChange = event.source === 'smart-key' && event.event.kind === 'uds';
    this.#sources.push(isAfterChange ? null : this.#reader.changedSources());
  }

  /** A frame alone does not change the state. */
  addFrame(record: FrameRecord): void {
    this.#happened.push(record);
    this.#sources.push(null);
  }

  /** Passes on what there is, oldest first, up to a limit. Does nothing when it is called by a consumer. */
  drain(consumer: FeedConsumer, limit: number = Infinity): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      for (let count = 0; count < limit && this.length > 0; count++) this.#handOver(consumer);
    } finally {
      this.#isDraining = false;
    }
    if (this.length > 0) return;
    this.#happened = [];
    this.#sources = [];
    this.#drained = 0;
  }

  #handOver(consumer: FeedConsumer): void {
    const record = this.#happened[this.#drained];
    const sources = this.#sources[this.#drained] ?? null;
    this.#drained++;
    if (record === undefined) return;
    const timeUs = typeof record === 'number' ? record : record.timeUs;
    if (sources !== null) this.#state = { sources, timeUs };
    if (typeof record === 'number') consumer.changed(timeUs);
    else consumer.happened(record);
  }

  /** The state at the instant of what was drained last; null where nothing but time has moved since the last call. */
  stateChanged(): CarState | null {
    const state = this.#state;
    if (state === null) return null;
    this.#state = null;
    return this.#reader.read(state.sources, state.timeUs);
  }
}
