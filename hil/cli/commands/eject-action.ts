import { decodeText } from '../../../can-bus/text/decode-text.ts';
import { readInput, unreadable } from '../../read-input.ts';
import { ejectScenario } from '../../scenario/eject-scenario.ts';
import { MODULE_FILE } from '../../scenario/module-file.ts';
import { ScenarioFileError } from '../../scenario/scenario-problem.ts';
import { pathWord, smartkeyLine } from '../../smartkey.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import { checkDifferentFiles } from '../same-file.ts';
import type { Terminal } from '../terminal.ts';
import { writeNewFile } from '../write-new-file.ts';

/** The flags of `smartkey eject`, as commander returns them. */
export interface EjectFlags {
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `smartkey eject`. @throws OperationError (usage) for a file that is not a scenario, or an existing output file */
export async function eject(file: string, flags: EjectFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.out === undefined) {
    refuseWithoutEffect({ '--force': flags.force }, 'it replaces a file, and without --out the scenario is printed');
  }
  checkDifferentFiles([['the scenario', file]], [['--out', flags.out]]);
  if (MODULE_FILE.test(file)) {
    throw usageError(
      `${file} is code already: eject turns a scenario in YAML into TypeScript`,
      'give a scenario file in YAML',
    );
  }
  const source = sourceOf(textOf(file), file);
  if (flags.out !== undefined) await writeNewFile(flags.out, source, flags.force === true);
  if (flags.json === true) terminal.out(JSON.stringify({ file, out: flags.out ?? null, source }));
  else if (flags.out === undefined) terminal.out(source.trimEnd());
  return EXIT.passed;
}

function sourceOf(text: string, file: string): string {
  try {
    return ejectScenario(text, file);
  } catch (error) {
    if (!(error instanceof ScenarioFileError)) throw error;
    throw usageError(error.message, `fix these lines; check them with "${smartkeyLine(['validate', pathWord(file)])}"`);
  }
}

function textOf(file: string): string {
  try {
    return decodeText(readInput(file));
  } catch (error) {
    throw usageError(unreadable('scenario file', file, error), 'give a scenario file in YAML');
  }
}
