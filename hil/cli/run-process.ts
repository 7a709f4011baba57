import { describeError, formatError } from './describe-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { isJson } from './output-flags.ts';
import { withoutSecret } from './passcode-secret-flags.ts';
import { runCli } from './program.ts';

/** Of a stream of the process. */
interface ProcessOutput {
  readonly isTTY: boolean;
  write(text: string, done?: () => void): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/** What this needs of Node's own process. */
interface RunningProcess {
  readonly argv: readonly string[];
  title: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: ProcessOutput;
  readonly stderr: ProcessOutput;
  on(event: 'SIGINT', listener: () => void): unknown;
  on(event: 'uncaughtException', listener: (error: Error) => void): unknown;
  listenerCount(event: 'SIGINT'): number;
  exit(code: ExitCode): unknown;
}

/**
 * Runs the command line of this process, and ends it with the command's exit code.
 *
 * Ctrl-C ends it with 130, unless the command handles SIGINT itself. A bug that surfaces outside of any call ends it
 * with 70, because Node's own 1 would look like a failed scenario.
 */
export async function runProcess(running: RunningProcess): Promise<void> {
  // The secret is removed from the process list before anything else is done.
  const title = withoutSecret(running.argv.slice(2));
  if (title !== null) running.title = title;
  running.on('SIGINT', () => {
    if (running.listenerCount('SIGINT') === 1) running.exit(EXIT.interrupted);
  });
  running.on('uncaughtException', (error) => {
    running.stderr.write(formatError(describeError(error), isJson(running.argv)));
    running.exit(EXIT.bug);
  });
  // The reader of our output has closed it, as `head` does: there is nothing left to do.
  running.stdout.on('error', () => running.exit(EXIT.interrupted));
  running.stderr.on('error', () => running.exit(EXIT.interrupted));
  leave(running, await runCli(running.argv.slice(2), running));
}

/** Ends the process once all output is written: an open handle of a command must not keep it alive. */
function leave(running: RunningProcess, exitCode: ExitCode): void {
  running.stdout.write('', () => running.stderr.write('', () => running.exit(exitCode)));
}
