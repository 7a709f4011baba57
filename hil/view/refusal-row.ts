import type { CarView } from './car-view.ts';

/** One condition of the contract: what it wants, what is there instead, and what would do. */
export interface RefusalRow {
  readonly rule: string;
  /** What must be. */
  readonly condition: string;
  /** What is. */
  readonly value: string;
  /** What to do now. */
  readonly next: string;
}

/** A row that depends on the view and on what was asked. */
export type RowOf<Asked> = (view: CarView, asked: Asked) => RefusalRow;
