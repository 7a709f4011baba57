import type { Micros } from '../../can-bus/time/micros.ts';
import type { Bench } from '../bench/bench-file.ts';
import type { ViewLimits } from '../report/view-recorder.ts';
import type { PackedViews } from '../report/packed-car.ts';
import type { ScenarioResult } from '../scenario/result.ts';
import type { ProfileFields, Scenario } from '../scenario/scenario.ts';
import type { GuardEnd } from './guard.ts';

/** One scenario to be run once. Plain data: it may be sent to another thread. */
export interface RunTask {
  readonly scenario: Scenario;
  /** Replaces the scenario's own seed; null where that is used. */
  readonly seed: number | null;
  /** The bench's profile fields, below those of the scenario. */
  readonly profile: ProfileFields;
  /** The bench; everything in this process where absent. */
  readonly bench?: Bench;
  /** Real time after which the run is ended, in µs; null: no limit. */
  readonly guardUs: Micros | null;
  /** The guard has ended the run that is repeated: this one ends at the same frame, in place of {@link guardUs}. */
  readonly guardEnd?: GuardEnd;
  /** How much of it is recorded for the viewer; null records nothing. */
  readonly view: ViewLimits | null;
  /** The path of its JSONL trace while it runs; null writes none. */
  readonly tracePath: string | null;
  /** Frames and events after which the trace is not continued; all are written where absent. */
  readonly traceRecords?: number;
}

/** The outcome. Plain data again. */
export interface RunOutcome {
  readonly result: ScenarioResult;
  /** At least 1 µs. */
  readonly realUs: Micros;
  /** What happened to the cars, in the order of the scenario. */
  readonly views: PackedViews;
  /** Why the trace is incomplete or missing; null where it is complete. */
  readonly traceTrouble: string | null;
  /** Where the guard ended it; null where it did not. */
  readonly guardEnd: GuardEnd | null;
}
