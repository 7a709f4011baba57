import type { Micros } from '../../can-bus/time/micros.ts';
import type { CarRecord } from '../car/car-event.ts';
import type { CarControl } from '../car/host/car-control.ts';
import type { HostEvent } from '../car/host/host-event.ts';
import { CarStateReader } from '../car/car-state.ts';
import { DoubledExchanges } from '../trace/doubled-exchanges.ts';
import { isServedOnly, servedEvent, type FeedEvent } from '../trace/feed-event.ts';
import { ViewNarrator } from '../trace/view-narrator.ts';
import type { CarView } from '../view/car-view.ts';
import { foldEvent, viewAt } from '../view/fold-event.ts';
import { FeedBacklog } from './feed-backlog.ts';
import { FeedLog, type FeedEntry, type FeedPlace } from './feed-log.ts';
import { ViewSource, type ViewIdentity } from './view-source.ts';

/** After this many events a whole view is kept. */
const KEYFRAME_EVENTS = 500;
/** So long what happens is collected, about one picture of a page: a due answer goes out first. */
const COLLECT_MS = 20;
/** So much is collected where time moves in one go. */
const COLLECT_RECORDS = 10_000;
/**
 * Where nobody listens, no more is processed in one turn than this, or a share of what waits: a request that comes
 * meanwhile does not wait for the rest.
 */
const TURN_RECORDS = 16;
const TURN_SHARE = 1 / 32;
/** Why a reader cannot go on where it was. */
export type ResetReason = 'forgotten' | 'unknown' | 'restarted';

/** Where a reader is: in the log of which car, and where in it. */
export interface FeedCursor {
  log: FeedLog;
  place: FeedPlace;
}

/** What happened around the car, by name, with its particulars. */
interface HappeningAround {
  readonly event: string;
  readonly [detail: string]: unknown;
}

interface Keyframe {
  readonly id: number;
  readonly view: CarView;
}

/** Why the events after an id cannot be read, in one sentence. */
export function missingAfter(since: number, reason: ResetReason): string {
  return `the events after ${since} are not available: ${RESET_WORDS[reason]}`;
}

const RESET_WORDS: Readonly<Record<ResetReason, string>> = {
  unknown: 'there is no such event',
  restarted: 'the car was restarted',
  forgotten: 'they are no longer kept',
};

/**
 * All that happens to a car from here on, in one sequence with ids: frames, what the car reports, how its view changes,
 * time and clients. Readers take it at their own pace; the car never waits for one.
 */
export class EventFeed {
  readonly instance: string;
  readonly #control: CarControl;
  readonly #source: ViewSource;
  readonly #listeners = new Set<FeedListener>();
  /** How many of them hear at once. */
  #hearing = 0;
  readonly #stops: (() => void)[] = [];
  #backlog: FeedBacklog;
  #narrator: ViewNarrator;
  #doubled = new DoubledExchanges();
  #log: FeedLog;
  #keyframes: Keyframe[] = [];
  #sinceKeyframe = 0;
  #collecting: NodeJS.Timeout | null = null;
  /** Nothing but frames is collected. */
  #isFramesAlone = true;
  #hasEnded = false;

  constructor(control: CarControl, identity: ViewIdentity) {
    this.#control = control;
    this.instance = identity.instance;
    this.#source = new ViewSource(control, identity);
    this.#log = new FeedLog(control.car.log, 0);
    this.#backlog = new FeedBacklog(new CarStateReader(control.car));
    this.#narrator = this.#beginNarration(this.#source.read(0));
    this.#keepKeyframe();
    const around = control.hostEvents.subscribe({
      next: (event) => this.#takeHostEvent(event),
      complete: () => this.#end(),
    });
    // Called five times in each exchange, before its answer is sent: a stream between them would be noticeable.
    const forget = control.car.observe({
      frame: (timeUs, frame, sender) => {
        this.#backlog.addFrame(timeUs, frame, sender);
        this.#added();
      },
      event: (event) => {
        this.#backlog.addEvent(event);
        this.#added();
      },
      changed: (timeUs) => {
        this.#backlog.addChange(timeUs);
        this.#added();
      },
    });
    this.#stops.push(() => around.unsubscribe(), forget);
  }

  get log(): FeedLog {
    this.#catchUp();
    return this.#log;
  }

  get lastId(): number {
    return this.log.lastId;
  }

  get nowUs(): Micros {
    return this.#control.car.nowUs;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The view at the present instant. */
  view(): CarView {
    return this.#source.read(this.lastId);
  }

  /** The view after an event; null where it is not kept. */
  viewAfter(id: number): CarView | null {
    const { log } = this;
    const keyframe = this.#keyframes.findLast((kept) => kept.id <= id);
    if (keyframe === undefined || id > log.lastId) return null;
    const cursor: FeedCursor = { log, place: { frames: 0, events: 0 } };
    if (this.#move(cursor, keyframe.id) !== null) return null;
    let view = keyframe.view;
    for (;;) {
      const step = cursor.log.next(cursor.place, true);
      if (step === 'forgotten') return null;
      if (step === null || step.entry.id > id) return { ...this.#atFrame(view, id), lastEventId: id };
      cursor.place = step.place;
      if (step.entry.event !== undefined) view = foldEvent(view, servedEvent(step.entry.id, step.entry.event));
    }
  }

  /** The first id of which {@link viewAfter} knows. */
  get oldestViewId(): number {
    const oldest = this.log.oldestId - 1;
    return this.#keyframes.find(({ id }) => id >= oldest)?.id ?? this.lastId;
  }

  /** A reader from the present on. */
  cursor(): FeedCursor {
    return { log: this.log, place: this.#log.end };
  }

  /** A reader after an event; why not, where what follows it is not kept. */
  cursorAfter(id: number, instance: string | null): FeedCursor | ResetReason {
    const cursor = this.cursor();
    if (instance !== null && instance !== this.instance) return 'restarted';
    return this.#move(cursor, id) ?? cursor;
  }

  /** What is next for a reader, which is moved past it; null where it has all, a reason where it cannot go on. */
  read(cursor: FeedCursor, skipsFrames: boolean): FeedEntry | ResetReason | null {
    const { log: present } = this;
    if (cursor.log !== present) {
      const unread = skipsFrames ? this.#readFormer(cursor) : null;
      if (unread !== null) return unread;
      const hadAll = (skipsFrames ? cursor.log.lastId : cursor.log.idAt(cursor.place)) >= present.firstId;
      cursor.log = present;
      cursor.place = { frames: 0, events: 0 };
      if (!hadAll) return 'restarted';
    }
    const step = cursor.log.next(cursor.place, skipsFrames);
    if (step === null || step === 'forgotten') return step;
    cursor.place = step.place;
    return step.entry;
  }

  /** What a reader has not read of the log of a former car: its frames are gone, its events are not. */
  #readFormer(cursor: FeedCursor): FeedEntry | null {
    const step = cursor.log.next(cursor.place, true);
    if (step === null || step === 'forgotten') return null;
    cursor.place = step.place;
    return step.entry;
  }

  /** How far a reader is behind: in events alone where it skips the frames. */
  lagOf({ log, place }: FeedCursor, skipsFrames: boolean): number {
    if (!skipsFrames) return this.lastId - log.idAt(place);
    return this.log.end.events - (log === this.#log ? place.events : 0);
  }

  /** How many listen at present. */
  get listeners(): number {
    return this.#listeners.size;
  }

  listen(listener: FeedListener): () => void {
    this.#catchUp();
    this.#listeners.add(listener);
    if (listener.happened !== undefined) this.#hearing++;
    return () => {
      if (this.#listeners.delete(listener) && listener.happened !== undefined) this.#hearing--;
    };
  }

  /** Something around the car, at the present instant. */
  note(servedKind: 'technician' | 'scenario', { event, ...details }: HappeningAround): void {
    this.#catchUp();
    const source = servedKind === 'technician' ? 'technician' : 'host';
    this.#append({ timeUs: this.nowUs, source, servedKind, event: { kind: event, ...details } });
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#end();
  }

  #added(): void {
    if (this.#hearing > 0 || this.#backlog.length >= COLLECT_RECORDS) this.#catchUp();
    this.#collect();
  }

  /** Everything so far gets into the log, or the oldest of it. */
  #catchUp(limit: number = Infinity): void {
    if (this.#backlog.length > 0) this.#backlog.drain(this.#consumer, limit);
  }

  readonly #consumer = {
    changed: (timeUs: Micros): void => this.#narrator.compare(timeUs),
    happened: (record: CarRecord): void => this.#take(record),
  };

  #take(happened: CarRecord): void {
    if (!('frame' in happened)) {
      this.#narrator.event(happened);
      return;
    }
    this.#narrator.frame(happened.timeUs, happened.sender);
    this.#log.countFrame();
    this.#announce();
  }

  #beginNarration(view: CarView): ViewNarrator {
    return new ViewNarrator(view, {
      p2Us: this.#control.car.profile.timing.p2Us,
      read: () => this.#backlog.stateChanged(),
      append: (event) => this.#append(event),
    });
  }

  #takeHostEvent({ timeUs, kind, event: name, ...details }: HostEvent): void {
    this.#catchUp();
    if (name === 'car-restarted') this.#beginAgain();
    this.#narrator.note(timeUs, this.#source.read(this.lastId));
    this.#append({ timeUs, source: 'host', servedKind: kind, event: { kind: name, ...details } });
  }

  /** The log of the car is empty again; ids go on. */
  #beginAgain(): void {
    this.#log = new FeedLog(this.#control.car.log, this.lastId);
    this.#backlog = new FeedBacklog(new CarStateReader(this.#control.car));
    this.#narrator = this.#beginNarration(this.#narrator.view);
    this.#doubled = new DoubledExchanges();
    this.#keyframes = [];
    this.#keepKeyframe();
  }

  #append(event: FeedEvent): void {
    this.#log.append(this.#doubled.isDoubled(event) ? { ...event, isDoubled: true } : event);
    this.#sinceKeyframe++;
    // Never between a change and the view that says it.
    if (this.#sinceKeyframe >= KEYFRAME_EVENTS && isServedOnly(event) && event.event.kind === 'view') {
      this.#keepKeyframe();
    }
    this.#isFramesAlone = false;
    this.#announce();
    this.#collect();
  }

  #keepKeyframe(): void {
    this.#sinceKeyframe = 0;
    const { oldestId } = this.#log;
    this.#keyframes = this.#keyframes.filter(({ id }) => id >= oldestId - 1);
    this.#keyframes.push({ id: this.lastId, view: { ...this.#narrator.view, lastEventId: this.lastId } });
  }

  #move(cursor: FeedCursor, id: number): ResetReason | null {
    if (id > this.lastId) return 'unknown';
    if (id < this.#log.firstId) return 'restarted';
    const place = this.#log.placeAfter(id);
    if (place === null) return 'forgotten';
    cursor.log = this.#log;
    cursor.place = place;
    return null;
  }

  /** Where the id is a frame's: at the frame's instant. */
  #atFrame(view: CarView, id: number): CarView {
    const place = this.#log.placeAfter(id - 1);
    const step = place === null ? null : this.#log.next(place, false);
    if (step === null || step === 'forgotten' || step.entry.frame === undefined) return view;
    return viewAt(view, step.entry.frame.timeUs);
  }

  /** Those who listen from inside hear at once. */
  #announce(): void {
    if (this.#hearing > 0) for (const { happened } of this.#listeners) happened?.();
  }

  /** The others hear a little later, and of many together. */
  #collect(): void {
    this.#collecting ??= setTimeout(() => this.#wake(), COLLECT_MS).unref();
  }

  #wake(): void {
    if (this.#hasEnded) return;
    const { length } = this.#backlog;
    this.#catchUp(this.#listeners.size > 0 ? Infinity : Math.max(TURN_RECORDS, Math.ceil(length * TURN_SHARE)));
    if (this.#backlog.length > 0) {
      setImmediate(() => this.#wake()).unref();
      return;
    }
    const isFramesAlone = this.#isFramesAlone;
    this.#collecting = null;
    this.#isFramesAlone = true;
    for (const { wake } of this.#listeners) wake?.(isFramesAlone);
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#catchUp();
    this.#hasEnded = true;
    if (this.#collecting !== null) clearTimeout(this.#collecting);
    for (const { wake } of this.#listeners) wake?.(false);
  }
}

/** Is called when there is more to read. */
interface FeedListener {
  /** At once, from inside of what happens. */
  readonly happened?: () => void;
  /** Afterwards, for many at once; `isFramesAlone` where there are only frames. */
  readonly wake?: (isFramesAlone: boolean) => void;
}
