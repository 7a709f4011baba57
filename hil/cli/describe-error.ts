import { CommanderError } from 'commander';

import { printable } from '../../can-bus/bytes/printable.ts';
import { codeFamily, OperationError } from '../../can-bus/errors/operation-error.ts';
import { hintOf } from './error-hints.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { usageWords } from './usage-words.ts';

/** Why a command ended: a message for people, and the code for a script. */
interface ErrorDescription {
  readonly exitCode: ExitCode;
  readonly message: string;
  /** What to do; null where no hint is known. */
  readonly hint: string | null;
}

/** The exit code by the family of an error's code; any other family is caught elsewhere, or is a bug. */
const EXIT_CODES: Readonly<Record<string, ExitCode>> = {
  usage: EXIT.usage,
  bench: EXIT.bench,
  'nothing-selected': EXIT.nothingSelected,
  interrupted: EXIT.interrupted,
};

/** The error with which a command ended. Anything unexpected is an internal error (70), reported with its stack. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof CommanderError) return { exitCode: EXIT.usage, ...usageWords(error.message) };
  if (error instanceof OperationError) {
    const exitCode = EXIT_CODES[codeFamily(error.code)];
    if (exitCode !== undefined) return { exitCode, message: error.message, hint: hintOf(error) };
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exitCode: EXIT.bug,
    message: `internal error in smartkey: ${trace}`,
    hint: 'report this bug with the command line and the text above',
  };
}

/** The lines for stderr; with `--json` one object. */
export function formatError({ message, hint }: ErrorDescription, json: boolean): string {
  if (json) return `${JSON.stringify({ error: message, hint })}\n`;
  const text = hint === null ? `error: ${message}\n` : `error: ${message}\nhint: ${hint}\n`;
  return printable(text);
}
