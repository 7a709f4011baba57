/** What is being recorded of the car as a scenario, as `GET /api/recording/state` answers it. */
export interface RecordingState {
  readonly on: boolean;
  /** Vehicle time at which it began; null before the first recording. */
  readonly sinceUs: number | null;
  /** Steps so far. */
  readonly steps: number;
  /** What a person should know before running the scenario. */
  readonly warnings: readonly string[];
}
