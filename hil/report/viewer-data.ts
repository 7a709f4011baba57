import type { StepResult, Verdict } from '../scenario/result.ts';
import type { CarView } from '../view/car-view.ts';
import type { ReportedPart } from '../view/reported-part.ts';
import type { ServedEvent } from '../view/served-event.ts';
import type { Timeline } from './timeline-data.ts';

/** What the viewer shows, as plain data that goes into a page: no imports but types. All times are whole µs. */

/** Any event but a frame; its id is its place, from 1. */
export type ViewedEvent = Exclude<ServedEvent, { readonly kind: 'frame' }>;

/** Frames, packed: most of them come again and again. */
export interface FrameTable {
  /** Id and sender, joined by a space. */
  readonly heads: readonly string[];
  /** µs since the frame before; place in {@link heads}; data as hex. */
  readonly rows: readonly (readonly [sinceUs: number, head: number, data: string])[];
  /** Frames that found no room: those after the last one here. */
  readonly omitted: number;
}

/** What happened to one car. */
export interface ViewedCar {
  readonly timeline: Timeline;
  readonly start: CarView;
  /** What was reported of the state, each part from an instant on; null where all of it is known. */
  readonly known: readonly (readonly [part: ReportedPart, timeUs: number])[] | null;
  readonly events: readonly ViewedEvent[];
  /** How many of the events there were when each step ended, in the order of the steps that ran. */
  readonly stepEnds: readonly number[];
  /** Events that found no room: those after the last one here. */
  readonly omittedEvents: number;
  readonly frames: FrameTable;
}

export interface SourceText {
  /** As steps name it. */
  readonly file: string;
  readonly text: string;
}

/** A step and, where it is a request of the tester or came to a response, what that is in words. */
export interface PageStep extends StepResult {
  readonly words: {
    readonly what: string;
    readonly expected: string | null;
    readonly got: string | null;
    /** What was sent and what came, as far as the step has them. */
    readonly bytes: string;
  } | null;
}

/** A page of the viewer. */
export interface ViewerData {
  /** The scenario's name, or the file's. */
  readonly title: string;
  readonly verdict: Verdict | null;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** What the page does not show, and what was wrong with the input, in words. */
  readonly notes: readonly string[];
  readonly steps: readonly PageStep[];
  readonly sources: readonly SourceText[];
  readonly cars: readonly ViewedCar[];
}
