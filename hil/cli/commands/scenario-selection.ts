import { scenarioFolder, TooManyFilesError } from '../../scenario/find-scenario-files.ts';
import { formatMistake } from '../../scenario/mistake.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { selectScenarios, UnreadableFileError, type Selection } from '../../scenario/select-scenarios.ts';
import { usageError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';

/** What the words select. @throws CliError (usage) for a path that is not there or cannot be read */
export async function select(words: readonly string[]): Promise<Selection> {
  try {
    const selection = await selectScenarios(words, scenarioFolder(process.cwd()));
    const missing = selection.unknown.find(({ word }) => /[/\\]|\.ya?ml(#|$)/.test(word));
    if (missing === undefined) return selection;
    if (missing.word.includes('#')) {
      const hint = missing.meant === null ? '"smartkey list FILE" shows them' : `did you mean ${missing.meant}?`;
      throw usageError(`there is no such variant: ${missing.word}`, hint);
    }
    throw usageError(`there is no file or folder ${missing.word}`, 'give a path that is there, or a tag as @name');
  } catch (error) {
    if (!(error instanceof UnreadableFileError) && !(error instanceof TooManyFilesError)) throw error;
    throw usageError(error.message, 'name the scenario files, or a folder of them');
  }
}

/** The scenarios selected; tells on stderr which tags nothing has. @throws CliError (usage) for invalid files */
export async function selectOrExplain(words: readonly string[], terminal: Terminal): Promise<readonly Scenario[]> {
  const selection = await select(words);
  tellUnknown(selection, terminal);
  if (selection.mistakes.length > 0) {
    const lines = selection.mistakes.map(formatMistake);
    throw usageError(lines.join('\n'), 'smartkey validate checks files without running them');
  }
  if (selection.scenarios.length === 0) terminal.err('nothing is selected: no scenario is in what was named');
  return selection.scenarios;
}

export function tellUnknown(selection: Selection, terminal: Terminal): void {
  for (const { word, meant } of selection.unknown) {
    const hint = meant === null ? '"smartkey list" shows all tags' : `did you mean "@${meant}"?`;
    terminal.err(`no scenario has the tag "${word.replace(/^@/, '')}"; ${hint}`);
  }
}
