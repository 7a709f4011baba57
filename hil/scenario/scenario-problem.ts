import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** A problem in a scenario file. Line and column count from 1. */
export interface ScenarioProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly found: string;
  readonly expected: string;
  /** The word that was most likely meant; null where none is similar. */
  readonly meant: string | null;
}

/** `file:line:column: found …, expected …; did you mean …?` */
export function formatProblem({ file, line, column, found, expected, meant }: ScenarioProblem): string {
  const hint = meant === null ? '' : `; did you mean "${meant}"?`;
  return `${file}:${line}:${column}: found ${found}, expected ${expected}${hint}`;
}

/** An invalid scenario file. Lists all of its problems. */
export class ScenarioFileError extends OperationError {
  override readonly name = 'ScenarioFileError';
  /** In the order of the file, at least one. */
  readonly problems: readonly ScenarioProblem[];

  constructor(problems: readonly ScenarioProblem[]) {
    super('usage/scenario-file', problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}
