/** Why something was refused, or nothing happened, and what would do. */
export interface Refusal {
  /** The negative response code; null where it was no request. */
  readonly nrc: number | null;
  /** The standard's name of the code, or the reaction's reason. */
  readonly name: string;
  /** The condition that was not met, in words. */
  readonly condition: string;
  /** What it is at present, in words. */
  readonly value: string;
  /** The next step that is allowed, in words. */
  readonly next: string;
  /** The rule's number, such as `RST-1`. */
  readonly rule: string;
  /** All of it in one sentence. */
  readonly text: string;
}
