import type { DataMistake, DataPath } from './explain-issue.ts';
import type { ScenarioMistake } from './mistake.ts';

/** Where something stands in a file; line and column from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A scenario or a fragment as plain data that still knows where each part of it was written. */
export interface DataSource {
  /** How the file is called in messages. */
  readonly file: string;
  readonly value: unknown;
  /** What makes it no data at all; the value is undefined then. */
  readonly mistakes: readonly ScenarioMistake[];
  /** Where the value at a path stands, or (`atKey`) its name. */
  positionOf(path: DataPath, atKey?: boolean): Position;
  /** A mistake in the data, with its place in the file. */
  locate(mistake: DataMistake): ScenarioMistake;
}
