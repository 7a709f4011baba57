import { CommanderError } from 'commander';

import { printable } from '../../can-bus/bytes/printable.ts';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { ProfileError } from '../../ecu-sim/profile/profile-error.ts';
import { NvmFileError } from '../car/host/nvm-file-error.ts';
import { KeyError } from '../car/key-error.ts';
import { TraceFileError } from '../trace/trace-file-error.ts';
import { DealerStoreError } from '../dealer/store/dealer-store-error.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** Why a command ended, for a person, and the code for a script. */
export interface ErrorDescription {
  readonly exitCode: ExitCode;
  readonly message: string;
  /** What would mend it; null where nobody knows. */
  readonly hint: string | null;
}

/** The error a command ended with. What it does not know is our own bug (70), and told with its stack. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof CliError) return { exitCode: error.exitCode, message: error.message, hint: error.hint };
  if (error instanceof CommanderError) return describeUsage(error.message);
  if (
    error instanceof PortError ||
    error instanceof NvmFileError ||
    error instanceof TraceFileError ||
    error instanceof DealerStoreError
  ) {
    const exitCode = error.code === 'usage' ? EXIT.usage : EXIT.bench;
    return { exitCode, message: error.message, hint: error.hint };
  }
  if (error instanceof ProfileError) {
    return { exitCode: EXIT.usage, message: `profile: ${error.message}`, hint: null };
  }
  if (error instanceof KeyError) return { exitCode: EXIT.usage, message: error.message, hint: error.hint };
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exitCode: EXIT.bug,
    message: `this is a bug in smartkey: ${trace}`,
    hint: 'please report it with the command line and the text above',
  };
}

/** commander's own text: "error: what is wrong.\n(Did you mean …?)". */
function describeUsage(text: string): ErrorDescription {
  const [first = '', ...others] = text.split('\n');
  const suggestion = others.find((line) => line.startsWith('('));
  const hint = suggestion === undefined ? '--help shows what there is' : suggestion.replace(/^\(|\)$/g, '');
  return { exitCode: EXIT.usage, message: first.replace(/^error: /, ''), hint };
}

/** The lines for stderr; with `--json` one object. */
export function formatError({ message, hint }: ErrorDescription, json: boolean): string {
  if (json) return `${JSON.stringify({ error: message, hint })}\n`;
  const text = hint === null ? `error: ${message}\n` : `error: ${message}\nhint: ${hint}\n`;
  return printable(text);
}
