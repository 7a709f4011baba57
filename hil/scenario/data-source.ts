import type { DataPath, DataProblem } from './data-problem.ts';
import type { ScenarioProblem } from './scenario-problem.ts';

/** A location in a file; line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A scenario or a fragment as plain data that still knows where each part was written. */
export interface DataSource {
  /** The file's name in messages. */
  readonly file: string;
  readonly value: unknown;
  /** Why the text cannot be read as data; then the value is undefined. */
  readonly problems: readonly ScenarioProblem[];
  /** The location of the value at a path, or (`atKey`) of its name. */
  positionOf(path: DataPath, atKey?: boolean): Position;
  /** A problem in the data, with its location in the file. */
  locate(problem: DataProblem): ScenarioProblem;
}
