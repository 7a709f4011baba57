import type { Micros } from '../../can-bus/time/micros.ts';
import type { Bench } from '../bench/bench-file.ts';
import type { ViewLimits } from '../report/view-recorder.ts';
import type { ViewedCar } from '../report/viewer-data.ts';
import type { ScenarioResult } from '../scenario/result.ts';
import type { ProfileFields, Scenario } from '../scenario/scenario.ts';

/** One scenario to be run once. Plain data: it may go to another thread. */
export interface RunTask {
  readonly scenario: Scenario;
  /** In place of the scenario's own; null where that holds. */
  readonly seed: number | null;
  /** The bench's profile, below what the scenario asks for. */
  readonly profile: ProfileFields;
  /** Where it runs; all in this process where absent. */
  readonly bench?: Bench;
  /** Real time after which the bench is given up, in µs; null waits for ever. */
  readonly guardUs: Micros | null;
  /** How much of it is recorded for the viewer; null records nothing. */
  readonly view: ViewLimits | null;
  /** Where its JSONL trace goes while it runs; null writes none. */
  readonly tracePath: string | null;
}

/** What came of it. Plain data again. */
export interface RunOutcome {
  readonly result: ScenarioResult;
  /** At least 1 µs. */
  readonly realUs: Micros;
  /** One a car, in the order of the scenario. */
  readonly views: readonly ViewedCar[];
  /** Why the trace ends before the run, or is not there at all; null where it is whole. */
  readonly traceTrouble: string | null;
}
