import { describeError, formatError } from './describe-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { isJson } from './output-flags.ts';
import { withoutSecret } from './passcode-secret.ts';
import { runCli } from './program.ts';

/**
 * Runs the command line of this process, and ends it with the command's exit code.
 *
 * Ctrl-C ends it with 130, unless the command handles SIGINT itself. A bug that surfaces outside of any call ends it
 * with 70, because Node's own 1 would look like a failed scenario.
 */
export async function runProcess(): Promise<void> {
  // The secret is removed from the process list before anything else is done.
  const title = withoutSecret(process.argv.slice(2));
  if (title !== null) process.title = title;
  process.on('SIGINT', () => {
    if (process.listenerCount('SIGINT') === 1) process.exit(EXIT.interrupted);
  });
  process.on('uncaughtException', (error) => {
    process.stderr.write(formatError(describeError(error), isJson(process.argv)));
    process.exit(EXIT.bug);
  });
  // The reader of our output has closed it, as `head` does: there is nothing left to do.
  process.stdout.on('error', () => process.exit(EXIT.interrupted));
  process.stderr.on('error', () => process.exit(EXIT.interrupted));
  leave(await runCli(process.argv.slice(2), process));
}

/** Ends the process once all output is written: an open handle of a command must not keep it alive. */
function leave(exitCode: ExitCode): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
}
