import { scenarioFolder } from '../../scenario/find-scenario-files.ts';
import { formatProblem } from '../../scenario/scenario-problem.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { selectScenarios, type Selection } from '../../scenario/select-scenarios.ts';
import { smartkey } from '../../smartkey.ts';
import { OperationError, usageError } from '../../../can-bus/errors/operation-error.ts';
import type { Terminal } from '../terminal.ts';
import { notFound } from '../../read-input.ts';

/**
 * The scenarios that the arguments select.
 *
 * @param code see {@link selectScenarios}
 * @throws OperationError: usage for a path that does not exist or cannot be read; nothing selected for a word that is
 * neither a path nor a tag, even if the others select something
 */
export async function select(words: readonly string[], code: 'run' | 'named'): Promise<Selection> {
  const selection = await selectScenarios(words, scenarioFolder(process.cwd()), code);
  const [unknown] = selection.unknown;
  if (unknown === undefined) return selection;
  const { word, meant } = unknown;
  const hint = meant === null ? null : `did you mean "${meant}"?`;
  if (word.includes('#')) {
    throw usageError(`variant not found: ${word}`, hint ?? `use "${smartkey('list FILE')}" to show the variants`);
  }
  if (/[/\\]|\.ya?ml$/.test(word)) {
    throw usageError(notFound('file or folder', word), hint ?? 'give an existing path, or a tag as @name');
  }
  if (word.startsWith('@')) {
    throw nothingSelected(
      `no scenario has the tag "${word.slice(1)}"`,
      hint ?? `use "${smartkey('list')}" to show all tags`,
    );
  }
  const message = `no scenarios matched "${word}": it is not a file, a folder or a tag`;
  throw nothingSelected(message, hint ?? `give an existing path; use "${smartkey('list')}" to show all tags`);
}

/** The scenarios selected. @throws OperationError: usage for invalid files, nothing selected where there are none */
export async function selectOrExplain(words: readonly string[], code: 'run' | 'named'): Promise<readonly Scenario[]> {
  const { scenarios, problems, notRun } = await select(words, code);
  if (problems.length > 0) {
    throw usageError(problems.map(formatProblem).join('\n'), 'fix these lines; nothing was run');
  }
  if (scenarios.length === 0) throw noScenario(notRun);
  return scenarios;
}

/** Exit 4, as an error: with --json it is JSON like every other. */
export function nothingSelected(message: string, hint: string | null): OperationError {
  return new OperationError('nothing-selected', message, { hint });
}

export function noScenario(notRun: readonly string[]): OperationError {
  const hint =
    notRun.length === 0 ? 'name scenario files, or a folder of them' : `${CODE_NOT_READ}: ${notRun.join(', ')}`;
  return nothingSelected('no scenarios matched the selection', hint);
}

const CODE_NOT_READ = 'reading a scenario in TypeScript runs it, so name its file to include it';

/** Reports the files that were skipped because reading them runs them. */
export function warnOfCode(notRun: readonly string[], terminal: Terminal): void {
  if (notRun.length > 0) terminal.err(`not read: ${notRun.join(', ')} (${CODE_NOT_READ})`);
}
