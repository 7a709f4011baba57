import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { PageStep, ViewedCar, ViewedEvent, ViewerData } from '../../report/viewer-data.ts';
import { decidingStep } from '../../scenario/result.ts';
import type { CarView } from '../../view/car-view.ts';
import { viewAt } from '../../view/fold-event.ts';
import { REPORTED_PARTS, type ReportedPart } from '../../view/reported-part.ts';
import { isShown } from '../components/conversation.tsx';
import { History } from '../components/history.ts';
import { Frames } from './frames.ts';
import { listEvents, type ListedEvents } from './listed-events.ts';

/** One car with its events, so that any instant can be shown. */
export interface CarStory {
  readonly viewed: ViewedCar;
  readonly history: History;
  readonly frames: Frames;
  /** Events that are shown as rows, in their order. */
  readonly rows: readonly ViewedEvent[];
}

/** What lies between two instants. */
interface Measured {
  readonly fromUs: number;
  readonly toUs: number;
  /** Null where not all of them are in the page. */
  readonly frames: number | null;
  readonly exchanges: number;
}

/** What a person looks at: one instant of one car, and perhaps a range. */
export class ViewerState {
  readonly data: ViewerData;
  readonly stories: readonly CarStory[];
  readonly carIndex: Signal<number>;
  readonly cursorUs: Signal<number>;
  readonly marks: Signal<readonly [number | null, number | null]> = signal([null, null]);
  readonly search: Signal<string> = signal('');
  /** The events of the list: those that match the search. */
  readonly listed: ReadonlySignal<ListedEvents>;
  readonly story: ReadonlySignal<CarStory | null>;
  /** The place of the row that is looked at: the one chosen, or the last one up to the cursor; -1 before the first. */
  readonly current: ReadonlySignal<number>;
  /** The last step that has ended at the cursor; null before the first. */
  readonly step: ReadonlySignal<PageStep | null>;
  /** How many events the instant includes, where it was gone to by an event or a step; else all up to the cursor. */
  readonly #chosen: Signal<number | null> = signal(null);
  /** The car at the cursor. */
  readonly view: ReadonlySignal<CarView | null>;
  readonly measured: ReadonlySignal<Measured | null>;

  constructor(data: ViewerData) {
    this.data = data;
    this.stories = data.cars.map(storyOf);
    const failed = decidingStep(data.steps);
    const failedCar = data.cars.findIndex(({ timeline }) => timeline.car === failed?.car);
    this.carIndex = signal(Math.max(0, failedCar));
    this.story = computed(() => this.stories[this.carIndex.value] ?? null);
    this.cursorUs = signal(failed?.endUs ?? this.endUs);
    this.listed = computed(() => listEvents(this.story.value?.rows ?? [], this.search.value));
    this.current = computed(() => {
      const until = this.#until();
      return this.story.value?.rows.findLastIndex(({ id }) => id <= until) ?? -1;
    });
    this.step = computed(() => this.#stepAt(this.#until()));
    this.view = computed(() => {
      const story = this.story.value;
      return story === null ? null : viewAt(story.history.viewAfter(this.#until()), this.cursorUs.value);
    });
    this.measured = computed(() => this.#measure());
  }

  /** The end of what happened to the car that is shown. */
  get endUs(): number {
    return this.story.value?.viewed.timeline.endUs ?? 0;
  }

  seek(timeUs: number): void {
    this.#chosen.value = null;
    this.cursorUs.value = Math.min(Math.max(0, timeUs), this.endUs);
  }

  /** Goes to the very begin, before the first event. */
  showStart(): void {
    this.seek(0);
    this.#chosen.value = 0;
  }

  /** Goes to an event; of several at one instant it is the one that is looked at. */
  showEvent({ id, timeUs }: ViewedEvent): void {
    this.seek(timeUs);
    // Ids count the events.
    this.#chosen.value = id;
  }

  /** Shows another car at the same instant. */
  showCar(index: number): void {
    this.carIndex.value = index;
    this.seek(this.cursorUs.value);
  }

  /** Goes to where a step ended, with its car. */
  showStep(step: PageStep): void {
    const index = this.data.cars.findIndex(({ timeline }) => timeline.car === step.car);
    if (index >= 0) this.showCar(index);
    if (step.endUs === null) return;
    this.seek(step.endUs);
    this.#chosen.value = this.story.value?.viewed.stepEnds[this.data.steps.indexOf(step)] ?? null;
  }

  /** Puts one end of the range to the cursor. */
  mark(end: 0 | 1): void {
    const [from, to] = this.marks.value;
    this.marks.value = end === 0 ? [this.cursorUs.value, to] : [from, this.cursorUs.value];
  }

  /** Parts of the state that nobody has reported up to the cursor. */
  unknownParts(): readonly ReportedPart[] {
    const known = this.story.value?.viewed.known ?? null;
    if (known === null) return [];
    const reported = new Set(known.flatMap(([part, sinceUs]) => (sinceUs <= this.cursorUs.value ? [part] : [])));
    return Object.keys(REPORTED_PARTS)
      .filter(isPart)
      .filter((part) => !reported.has(part));
  }

  /** How many events the shown instant includes. */
  #until(): number {
    return this.#chosen.value ?? this.story.value?.history.countUntil(this.cursorUs.value) ?? 0;
  }

  #stepAt(until: number): PageStep | null {
    const ends = this.story.value?.viewed.stepEnds ?? [];
    const hasEnded = ({ endUs }: PageStep, place: number): boolean =>
      endUs !== null && endUs <= this.cursorUs.value && (ends[place] ?? 0) <= until;
    return this.data.steps.findLast(hasEnded) ?? null;
  }

  #measure(): Measured | null {
    const [one, other] = this.marks.value;
    const story = this.story.value;
    if (one === null || other === null || story === null) return null;
    const [fromUs, toUs] = one <= other ? [one, other] : [other, one];
    const { frames, rows } = story;
    const isWithin = ({ event, timeUs }: ViewedEvent): boolean =>
      event === 'uds-exchange' && timeUs > fromUs && timeUs <= toUs;
    return {
      fromUs,
      toUs,
      frames: frames.isWholeUntil(toUs) ? frames.countUntil(toUs) - frames.countUntil(fromUs) : null,
      exchanges: rows.filter(isWithin).length,
    };
  }
}

function isPart(name: string): name is ReportedPart {
  return name in REPORTED_PARTS;
}

function storyOf(viewed: ViewedCar): CarStory {
  const history = new History(viewed.start, Number.MAX_SAFE_INTEGER);
  for (const event of viewed.events) history.append(event);
  return { viewed, history, frames: new Frames(viewed.frames), rows: viewed.events.filter(isShown) };
}
