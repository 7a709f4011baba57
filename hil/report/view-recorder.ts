import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { DEFAULT_PROFILE, type Profile } from '../../ecu-sim/profile.ts';
import type { EcuTimer } from '../../ecu-sim/smart-key/timers.ts';
import type { CarEvent, CarObserver } from '../car/car-event.ts';
import { CarStateReader } from '../car/car-state.ts';
import type { Car } from '../car/car.ts';
import { profileDifferences } from '../car/profile-differences.ts';
import { DoubledExchanges } from '../trace/doubled-exchanges.ts';
import { servedEvent, type FeedEvent } from '../trace/feed-event.ts';
import { ReportedState } from '../trace/reported-state.ts';
import { ViewNarrator } from '../trace/view-narrator.ts';
import type { CarState, CarView } from '../view/car-view.ts';
import type { OtherEvent } from '../view/served-event.ts';
import { whyNot } from '../view/why-not.ts';
import type { ExplainedEvent } from './explained-event.ts';
import { exchangeOf, lanesOfChange } from './reported-lanes.ts';
import { TimelineRecorder } from './timeline.ts';
import type { FrameTable, ViewedCar, ViewedEvent } from './viewer-data.ts';

export interface ViewLimits {
  readonly events: number;
  readonly frames: number;
}

interface ViewRecorderOptions {
  /** The car's name in the scenario. */
  readonly name: string;
  /** Where it is in this process: its state is then known; else what frames and events report of it. */
  readonly car?: Car | undefined;
  /** Where there is no car; the default one where absent. */
  readonly profile?: Profile;
  readonly limits: ViewLimits;
  /** A key's name by its id as 8 hex digits; the id itself where absent. */
  readonly keyName?: (id: string) => string;
  /** What happens before is taken into the state and not recorded; 0 where absent. */
  readonly fromUs?: Micros;
}

/** These are in other events as well, or in the changes of the view. */
const LEFT_OUT: ReadonlySet<string> = new Set(['uds', 'buzzer']);

/**
 * Records what happens to a car for the viewer, as it happens: events in words, changes of the view, frames, and the
 * lanes of the timeline. Its memory is bounded; what finds no room is counted.
 */
export class ViewRecorder implements CarObserver {
  readonly #limits: ViewLimits;
  readonly #timeline: TimelineRecorder;
  readonly #reported: ReportedState | null;
  #start: CarView;
  readonly #fromUs: Micros;
  readonly #narrator: ViewNarrator;
  readonly #doubled = new DoubledExchanges();
  readonly #frames: FrameCollector;
  readonly #events: ViewedEvent[] = [];
  readonly #stepEnds: number[] = [];
  #omittedEvents = 0;
  #isRecording = false;
  #wasDoubled = false;

  constructor({ name, car, limits, keyName, fromUs = 0, ...options }: ViewRecorderOptions) {
    const profile = car?.profile ?? options.profile ?? DEFAULT_PROFILE;
    this.#limits = limits;
    this.#fromUs = fromUs;
    this.#frames = new FrameCollector(limits.frames);
    this.#timeline = new TimelineRecorder({
      car: name,
      isStartKnown: car !== undefined,
      ...(keyName === undefined ? {} : { keyName }),
    });
    const reported = car === undefined ? new ReportedState() : null;
    const reader = car === undefined ? null : new CarStateReader(car);
    const readReported = (): CarState => (reported ?? new ReportedState()).read();
    const read = reader === null ? readReported : (): Partial<CarState> | null => reader.readChanged();
    this.#reported = reported;
    this.#start = startView(reader?.read() ?? readReported(), car);
    const append = (event: FeedEvent): void => this.#append(event);
    // Of a state that is not known nobody can say which condition was not met.
    const explain = reported === null ? whyNot : explainNothing;
    this.#narrator = new ViewNarrator(this.#start, { p2Us: profile.timing.p2Us, read, append, explain });
  }

  attached(timers: () => readonly EcuTimer[]): void {
    this.#timeline.attached(timers);
  }

  frame(timeUs: Micros, frame: CanFrame, sender: string): void {
    this.#begin(timeUs);
    this.#narrator.frame(timeUs, sender);
    if (this.#isRecording) {
      this.#timeline.frame(timeUs, frame);
      this.#frames.take(timeUs, frame, sender);
    }
    if (this.#reported === null) return;
    const before = this.#reported.read();
    this.#reported.frame(timeUs, frame);
    const after = this.#reported.read();
    if (after === before) return;
    this.#narrator.compare(timeUs);
    for (const event of lanesOfChange(before, after)) this.#draw({ timeUs, source: 'bus', event });
  }

  event(happened: CarEvent): void {
    this.#begin(happened.timeUs);
    this.#reported?.event(happened);
    this.#wasDoubled = false;
    this.#narrator.event(happened);
    // Without the car the lane has what the ECU reports of an exchange, which comes first.
    if (this.#reported === null || !this.#hasDoubled()) this.#draw(happened);
  }

  changed(timeUs: Micros): void {
    this.#narrator.compare(timeUs);
  }

  /** A step of the scenario has ended, and the next one has not begun. */
  endStep(): void {
    this.#stepEnds.push(this.#events.length);
  }

  /** Something that is known by its words alone. */
  add(event: OtherEvent): void {
    if (this.#hasRoom()) this.#events.push({ ...event, id: this.#events.length + 1 });
  }

  /** For one more event, which is counted where there is none. */
  #hasRoom(): boolean {
    const hasRoom = this.#events.length < this.#limits.events;
    if (!hasRoom) this.#omittedEvents++;
    return hasRoom;
  }

  /** What the frames of other ECUs are about. */
  explained({ event, span }: ExplainedEvent): void {
    if (!this.#isRecording) return;
    this.add(event);
    if (span !== null) this.#timeline.exchange(span);
  }

  /** What there is so far, up to an instant not before the last thing. */
  build(endUs: Micros): ViewedCar {
    return {
      timeline: this.#timeline.build(endUs),
      start: this.#start,
      known: this.#reported?.known ?? null,
      events: this.#events,
      stepEnds: this.#stepEnds,
      omittedEvents: this.#omittedEvents,
      frames: this.#frames.build(),
    };
  }

  #begin(timeUs: Micros): void {
    if (this.#isRecording || timeUs < this.#fromUs) return;
    this.#isRecording = true;
    if (this.#fromUs > 0) this.#start = this.#narrator.view;
  }

  #append(event: FeedEvent): void {
    this.#wasDoubled = this.#doubled.isDoubled(event);
    if (!this.#isRecording || this.#wasDoubled || LEFT_OUT.has(event.event.kind)) return;
    if (this.#hasRoom()) this.#events.push(servedEvent(this.#events.length + 1, event));
    const exchange = this.#reported === null ? null : exchangeOf(event);
    if (exchange !== null) this.#draw(exchange);
  }

  #hasDoubled(): boolean {
    return this.#wasDoubled;
  }

  #draw(happened: CarEvent): void {
    if (this.#isRecording) this.#timeline.event(happened);
  }
}

const explainNothing: typeof whyNot = () => null;

function startView(state: CarState, car: Car | undefined): CarView {
  const differs = car === undefined ? {} : profileDifferences(car.profile);
  return {
    ...state,
    timeMode: 'virtual',
    rate: 1,
    paused: false,
    lagMs: 0,
    instance: '',
    seed: car?.seed ?? 0,
    profile: { name: Object.keys(differs).length === 0 ? 'default' : 'custom', differs },
    buses: [],
    lastEventId: 0,
  };
}

/** Packs frames as they come. */
class FrameCollector {
  readonly #capacity: number;
  readonly #heads = new Map<string, number>();
  readonly #rows: (readonly [number, number, string])[] = [];
  #lastUs: Micros = 0;
  #omitted = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  take(timeUs: Micros, frame: CanFrame, sender: string): void {
    if (this.#rows.length >= this.#capacity) {
      this.#omitted++;
      return;
    }
    const name = `${numberToHex(frame.id, frame.extended ? 8 : 3)} ${sender}`;
    const head = this.#heads.get(name) ?? this.#heads.size;
    this.#heads.set(name, head);
    this.#rows.push([timeUs - this.#lastUs, head, toHex(frame.data)]);
    this.#lastUs = timeUs;
  }

  build(): FrameTable {
    return { heads: [...this.#heads.keys()], rows: this.#rows, omitted: this.#omitted };
  }
}
