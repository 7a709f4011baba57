import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** One thing wrong in a scenario file. Line and column count from 1. */
export interface ScenarioMistake {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly found: string;
  readonly expected: string;
  /** The word that was most likely meant; null where none is near. */
  readonly meant: string | null;
}

/** `file:line:column: found …, expected …; did you mean …?` */
export function formatMistake({ file, line, column, found, expected, meant }: ScenarioMistake): string {
  const hint = meant === null ? '' : `; did you mean "${meant}"?`;
  return `${file}:${line}:${column}: found ${found}, expected ${expected}${hint}`;
}

/** A file that is no scenario. Lists all that is wrong with it. */
export class ScenarioFileError extends OperationError {
  override readonly name = 'ScenarioFileError';
  /** In the order of the file, at least one. */
  readonly mistakes: readonly ScenarioMistake[];

  constructor(mistakes: readonly ScenarioMistake[]) {
    super('usage/scenario-file', mistakes.map(formatMistake).join('\n'));
    this.mistakes = mistakes;
  }
}
