import type { Micros } from '../../can-bus/time/micros.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import { DiagnosticChannels, type PassiveUds } from '../tester/passive-diagnostics.ts';
import { carEventOf } from '../trace/car-event-of.ts';
import { eventText } from '../trace/event-text.ts';
import type { OpenTrace } from '../trace/read-trace.ts';
import { ReplayTimeline } from '../trace/replay-timeline.ts';
import { isEvent, isRecord, type TracedEvent, type TracedFrame, type TraceEntry } from '../trace/trace-record.ts';
import { TraceRemarks } from '../trace/trace-remarks.ts';
import type { BusExplainer, ExplainedEvent } from './explained-event.ts';
import { ViewRecorder, type ViewLimits } from './view-recorder.ts';
import type { ViewedCar } from './viewer-data.ts';

/** Buses of a log, or cars of a trace, that get a timeline of their own. */
const MAX_CARS = 8;
/** Those below are of OBD. */
const FIRST_UDS_SERVICE = 0x10;

interface ViewTraceOptions {
  readonly limits: ViewLimits;
  /** Says on which ids the ECU listens. */
  readonly profile: Profile;
  /** Where to begin; what is before is taken into the state. */
  readonly fromUs: Micros;
  /**
   * Says what frames are about that are not for the Smart Key ECU.
   *
   * @param onlyRules whether the trace has the exchanges already
   */
  readonly explain?: (onlyRules: boolean) => BusExplainer;
}

/** What a trace shows. */
export interface ViewedTrace {
  readonly cars: readonly ViewedCar[];
  readonly remarks: TraceRemarks;
  /** What is shown, in vehicle time; null where nothing is. */
  readonly shownUs: readonly [fromUs: Micros, toUs: Micros] | null;
  readonly shownFrames: number;
  readonly shownEvents: number;
  /** The trace goes on behind what is shown; nothing of it has been read. */
  readonly goesOn: boolean;
  /** Buses or cars beyond the first ones. */
  readonly omittedCars: number;
  readonly clockJumps: number;
  /** Batches of the reader that were read, of about 64 KiB each. */
  readonly batches: number;
}

/** Reads a trace until there is no room for more: what is behind it is left unread. */
export async function viewTrace({ format, items }: OpenTrace, options: ViewTraceOptions): Promise<ViewedTrace> {
  const viewer = new TraceViewer(format === 'jsonl', options);
  let batches = 0;
  let goesOn = false;
  for await (const batch of items) {
    batches++;
    viewer.begin(batch);
    for (const entry of batch) {
      goesOn = viewer.isFull;
      if (goesOn) break;
      viewer.take(entry);
    }
    if (goesOn) break;
  }
  return { ...viewer.end(), goesOn, batches };
}

/** One bus of a log, or one car of a trace of ours. */
interface TracedCar {
  readonly recorder: ViewRecorder;
  /** Where no ECU reports requests: they are put together from the frames. */
  readonly channels: DiagnosticChannels | null;
  readonly explainer: BusExplainer | null;
  hasSmartKey: boolean;
}

class TraceViewer {
  readonly #isOwn: boolean;
  readonly #options: ViewTraceOptions;
  readonly #remarks = new TraceRemarks();
  readonly #cars = new Map<string, TracedCar>();
  readonly #omittedCars = new Set<string>();
  readonly #clock = new ReplayTimeline();
  #clockJumps = 0;
  #hasEvents: boolean | null = null;
  #frames = 0;
  #events = 0;
  #firstUs: Micros | null = null;
  #nowUs: Micros = 0;

  constructor(isOwn: boolean, options: ViewTraceOptions) {
    this.#isOwn = isOwn;
    this.#options = options;
  }

  get isFull(): boolean {
    const { frames, events } = this.#options.limits;
    return this.#frames >= frames || this.#events >= events;
  }

  /** A trace of ours has events among its first records, or none at all. */
  begin(batch: readonly TraceEntry[]): void {
    this.#hasEvents ??= this.#isOwn && batch.some(isEvent);
  }

  take(entry: TraceEntry): void {
    this.#remarks.take(entry);
    if (entry.kind === 'bad') for (const { explainer } of this.#cars.values()) explainer?.skipped();
    if (!isRecord(entry)) return;
    this.#nowUs = this.#timeOf(entry.timeUs);
    const isShown = this.#nowUs >= this.#options.fromUs;
    if (isShown) this.#firstUs ??= this.#nowUs;
    if (isEvent(entry)) {
      if (isShown) this.#events++;
      this.#takeEvent({ ...entry, timeUs: this.#nowUs }, isShown);
    } else {
      if (isShown) this.#frames++;
      this.#takeFrame(entry, this.#nowUs);
    }
  }

  end(): Omit<ViewedTrace, 'goesOn' | 'batches'> {
    for (const { recorder, explainer } of this.#cars.values()) {
      for (const each of explainer?.end(this.#nowUs) ?? []) this.#takeExplained(recorder, each);
    }
    return {
      cars: [...this.#cars.values()].map(({ recorder }) => recorder.build(this.#nowUs)),
      remarks: this.#remarks,
      shownUs: this.#firstUs === null ? null : [this.#firstUs, this.#nowUs],
      shownFrames: this.#frames,
      shownEvents: this.#events,
      omittedCars: this.#omittedCars.size,
      clockJumps: this.#clockJumps,
    };
  }

  /** Never backwards. Logs of other programs count from the first frame on. */
  #timeOf(timeUs: Micros): Micros {
    if (this.#isOwn) return Math.max(this.#nowUs, timeUs);
    const dueUs = this.#clock.next(timeUs);
    if (this.#clock.jump !== null) this.#clockJumps++;
    return Math.max(this.#nowUs, dueUs);
  }

  #takeFrame({ frame, source, bus }: TracedFrame, timeUs: Micros): void {
    const [name, sender] = this.#isOwn ? splitSource(source) : [bus, source];
    const car = this.#carOf(name);
    if (car === null) return;
    car.recorder.frame(timeUs, frame, sender);
    const message = car.channels?.take(frame, timeUs)?.message;
    if (message !== undefined && message !== null && this.#concerns(car, message)) {
      const { endpoint, direction, payload } = message;
      car.recorder.event({ timeUs, source: 'smart-key', event: { kind: 'uds', endpoint, direction, payload } });
    }
    for (const each of car.explainer?.take(frame, timeUs) ?? []) this.#takeExplained(car.recorder, each);
  }

  /** A request to all is for the Smart Key ECU where that is on the bus, and none of OBD, which it does not know. */
  #concerns(car: TracedCar, { endpoint, payload }: PassiveUds): boolean {
    if (endpoint !== 'functional') car.hasSmartKey = true;
    return endpoint !== 'functional' || (car.hasSmartKey && (payload[0] ?? 0) >= FIRST_UDS_SERVICE);
  }

  #takeExplained(recorder: ViewRecorder, explained: ExplainedEvent): void {
    if (explained.event.timeUs >= this.#options.fromUs) this.#events++;
    recorder.explained(explained);
  }

  #takeEvent(record: TracedEvent, isShown: boolean): void {
    const [name, source] = splitSource(record.source);
    const car = this.#carOf(name);
    if (car === null) return;
    const event = carEventOf({ ...record, source });
    if (event !== null) car.recorder.event(event);
    else if (isShown) car.recorder.add({ ...record, id: 0, source, text: eventText(record) });
  }

  #carOf(name: string): TracedCar | null {
    const known = this.#cars.get(name);
    if (known !== undefined) return known;
    if (this.#cars.size >= MAX_CARS) {
      this.#omittedCars.add(name);
      return null;
    }
    const { limits, fromUs, profile, explain } = this.#options;
    const car: TracedCar = {
      recorder: new ViewRecorder({ name, limits, fromUs, profile }),
      channels: this.#hasEvents === true ? null : new DiagnosticChannels(profile),
      explainer: explain?.(this.#hasEvents === true) ?? null,
      hasSmartKey: false,
    };
    this.#cars.set(name, car);
    return car;
  }
}

/** Of several cars the source has the car's name in front: `second/body`. */
function splitSource(source: string): readonly [car: string, source: string] {
  const found = /^([A-Za-z][\w-]*)\/(.+)$/.exec(source);
  return found === null ? ['car', source] : [found[1] ?? '', found[2] ?? ''];
}
