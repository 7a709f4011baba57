/** A call of the HTTP interface that does a step. */
export interface NextAction {
  readonly label: string;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the bulletin would do next. */
export interface NextStep {
  readonly title: string;
  readonly text: string;
  /** Number of the step in the bulletin; null where it has none. */
  readonly bulletinStep: number | null;
  /** What the operator does at the car. */
  readonly actions: readonly NextAction[];
  /** What the scan tool sends, as hex with blanks; null where nothing is to be sent. */
  readonly tool: string | null;
}
