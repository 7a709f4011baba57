import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { CarEvent, CarRecord } from '../car/car-event.ts';
import type { CarStateReader, StateSources } from '../car/car-state.ts';
import type { CarState } from '../view/car-view.ts';

/** Takes what has happened in its order; {@link FeedBacklog.stateChanged} is then of that instant. */
interface FeedConsumer {
  /** The state may be another from this instant on. */
  changed(timeUs: Micros): void;
  happened(record: CarRecord): void;
}

/** Entries whose storage is used again; a car that runs ahead may add thousands. */
const KEPT = 1024;

/**
 * What has happened to a car and is not yet in the feed, each with what the state followed from. Adding to it costs next
 * to nothing, not even an object: a response goes out first, and what is served about it is worked out afterwards.
 */
export class FeedBacklog {
  readonly #reader: CarStateReader;
  /** In columns, of which `#count` entries are in use. */
  #times: Micros[] = [];
  /** Null: the state may be another. */
  #happened: (CarEvent | CanFrame | null)[] = [];
  /** Of a frame. */
  #senders: (string | null)[] = [];
  /** Null where the state is the same. */
  #sources: (StateSources | null)[] = [];
  #count = 0;
  /** How many of them have been handed over. */
  #drained = 0;
  #isDraining = false;
  /** Of what was drained last; null where it has been read. */
  #state: { readonly sources: StateSources; readonly timeUs: Micros } | null = null;

  constructor(reader: CarStateReader) {
    this.#reader = reader;
  }

  get length(): number {
    return this.#count - this.#drained;
  }

  /** From this instant on the state may be another. */
  addChange(timeUs: Micros): void {
    this.#add(timeUs, null, null, this.#reader.changedSources());
  }

  addEvent(event: CarEvent): void {
    // The Smart Key ECU reports a change of its state before what it received and answers.
    const isAfterChange = event.source === 'smart-key' && event.event.kind === 'uds';
    this.#add(event.timeUs, event, null, isAfterChange ? null : this.#reader.changedSources());
  }

  /** A frame alone does not change the state. */
  addFrame(timeUs: Micros, frame: CanFrame, sender: string): void {
    this.#add(timeUs, frame, sender, null);
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
    if (this.#count > KEPT) [this.#times, this.#happened, this.#senders, this.#sources] = [[], [], [], []];
    this.#count = 0;
    this.#drained = 0;
  }

  #add(
    timeUs: Micros,
    happened: CarEvent | CanFrame | null,
    sender: string | null,
    sources: StateSources | null,
  ): void {
    const index = this.#count++;
    this.#times[index] = timeUs;
    this.#happened[index] = happened;
    this.#senders[index] = sender;
    this.#sources[index] = sources;
  }

  #handOver(consumer: FeedConsumer): void {
    const index = this.#drained++;
    const timeUs = this.#times[index] ?? 0;
    const happened = this.#happened[index] ?? null;
    const sources = this.#sources[index] ?? null;
    if (sources !== null) this.#state = { sources, timeUs };
    if (happened === null) consumer.changed(timeUs);
    else if ('event' in happened) consumer.happened(happened);
    else consumer.happened({ timeUs, frame: happened, sender: this.#senders[index] ?? '' });
  }

  /** The state at the instant of what was drained last; null where nothing but time has moved since the last call. */
  stateChanged(): CarState | null {
    const state = this.#state;
    if (state === null) return null;
    this.#state = null;
    return this.#reader.read(state.sources, state.timeUs);
  }
}
