/** A scenario that can be run on the car. */
export interface ScenarioListing {
  /** What runs it: the file's path within the folder of scenarios, with the variant behind `#`. */
  readonly scenario: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly rules: readonly string[];
}

export interface ScenarioStepView {
  /** The step in one line. */
  readonly text: string;
  readonly line: number;
  readonly verdict: 'waiting' | 'running' | 'pass' | 'fail' | 'inconclusive' | 'error' | 'skipped';
  /** What was looked for and what was seen; null where it passed. */
  readonly reason: string | null;
}

/** The run that is under way, or was the last one, as `GET /api/scenarios/run` answers it. */
export interface ScenarioRunState {
  readonly run: number;
  readonly title: string | null;
  readonly running: boolean;
  readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'error' | null;
  readonly steps: readonly ScenarioStepView[];
}
