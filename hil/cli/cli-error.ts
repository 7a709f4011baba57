import { EXIT, type ExitCode } from './exit-code.ts';

/** Why a command cannot go on: what is wrong, and what would mend it. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  readonly hint: string | null;

  constructor(exitCode: ExitCode, message: string, hint: string | null = null) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

/** A flag, an argument or a file that cannot be. */
export function usageError(message: string, hint: string | null = null): CliError {
  return new CliError(EXIT.usage, message, hint);
}

/** The bench is not as it would have to be. */
export function benchError(message: string, hint: string | null = null): CliError {
  return new CliError(EXIT.bench, message, hint);
}
