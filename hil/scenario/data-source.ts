import type { DataPath, DataProblem } from './data-problem.ts';
import type { ScenarioProblem } from './scenario-problem.ts';

/** A place in a file; line and column from 1. */
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
  readonly problems: readonly ScenarioProblem[];
  /** The place of the value at a path, or (`atKey`) of its name. */
  positionOf(path: DataPath, atKey?: boolean): Position;
  /** A problem in the data, with its place in the file. */
  locate(problem: DataProblem): ScenarioProblem;
}
