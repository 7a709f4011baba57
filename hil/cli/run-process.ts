import { describeError, formatError } from './describe-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { isJson } from './output-flags.ts';
import { withoutSecret } from './passcode-secret.ts';
import { runCli } from './program.ts';

/**
 * Runs the command line of this process, and ends it with the command's exit code.
 *
 * Ctrl-C ends it with 130, unless the command listens to SIGINT itself: then it decides. A bug that surfaces outside
 * of any call ends it with 70, for Node's own 1 would look like a failed scenario.
 */
export async function runProcess(): Promise<void> {
  // The secret is out of the process list before anything else is done.
  const title = withoutSecret(process.argv.slice(2));
  if (title !== null) process.title = title;
  process.on('SIGINT', () => {
    if (process.listenerCount('SIGINT') === 1) process.exit(EXIT.interrupted);
  });
  process.on('uncaughtException', (error) => {
    process.stderr.write(formatError(describeError(error), isJson(process.argv)));
    process.exit(EXIT.bug);
  });
  // Who reads our output went away, as `head` does: nothing is left to say.
  process.stdout.on('error', () => process.exit(EXIT.interrupted));
  process.stderr.on('error', () => process.exit(EXIT.interrupted));
  leave(await runCli(process.argv.slice(2), process));
}

/** Ends the process once all output is out: an open handle of a command's must not keep it alive. */
function leave(exitCode: ExitCode): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
}
