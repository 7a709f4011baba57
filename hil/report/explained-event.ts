import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { OtherEvent } from '../view/served-event.ts';
import type { Tone } from './timeline-data.ts';

/** An exchange in the lane of the timeline. */
export interface ExplainedSpan {
  readonly startedUs: Micros;
  readonly endUs: Micros;
  readonly label: string;
  readonly tone: Tone;
  readonly detail: string;
}

/** What frames show, in words. */
export interface ExplainedEvent {
  readonly event: OtherEvent;
  readonly span: ExplainedSpan | null;
}

/** Says what the frames of one bus are about. */
export interface BusExplainer {
  /** @returns what this frame makes known */
  take(frame: CanFrame, timeUs: Micros): readonly ExplainedEvent[];
  /** A part of the log cannot be read, and is skipped. */
  skipped(): void;
  /** @returns what was open at the end */
  end(timeUs: Micros): readonly ExplainedEvent[];
}
