import { describeError, formatError } from './describe-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { isJson } from './output-flags.ts';
import { outputLoss } from './output-loss.ts';
import { withoutSecret } from './passcode-secret-flags.ts';
import { runCli } from './program.ts';
import { isReaderGone, outputError } from './standard-output.ts';

/** Of a stream of the process. */
interface ProcessOutput {
  readonly isTTY: boolean;
  write(text: string, done?: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
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
 * with 70, because Node's own 1 would look like a failed scenario. Output that cannot be written ends it with 5, and
 * without a word where its reader has closed it; a command that has something to save ends in order then.
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
  const outputs = new WatchedOutputs(running);
  outputs.leave(await runCli(running.argv.slice(2), running));
}

/** Standard output and standard error: each write may fail, and only the first failure is reported. */
class WatchedOutputs {
  readonly #running: RunningProcess;
  #isLost = false;
  #hasFailed = false;

  constructor(running: RunningProcess) {
    this.#running = running;
    for (const name of ['stdout', 'stderr'] as const) {
      running[name].on('error', (error) => {
        if (this.#isLost) return;
        this.#take(name, error);
        if (!outputLoss.report()) running.exit(this.#hasFailed ? EXIT.bench : EXIT.interrupted);
      });
    }
  }

  /** Ends the process once all output is written: an open handle of a command must not keep it alive. */
  leave(exitCode: ExitCode): void {
    const running = this.#running;
    running.stdout.write('', (inOutput) => {
      this.#take('stdout', inOutput);
      running.stderr.write('', (inErrors) => {
        this.#take('stderr', inErrors);
        running.exit(this.#exitCodeAfter(exitCode));
      });
    });
  }

  #take(name: 'stdout' | 'stderr', error: Error | null | undefined): void {
    if (this.#isLost || error === null || error === undefined) return;
    this.#isLost = true;
    if (isReaderGone(error, this.#running[name].isTTY)) return;
    this.#hasFailed = true;
    const what = name === 'stdout' ? 'standard output' : 'standard error';
    this.#running.stderr.write(formatError(describeError(outputError(what, error)), isJson(this.#running.argv)));
  }

  /** The command was interrupted because its output was lost; a failure is more important. */
  #exitCodeAfter(exitCode: ExitCode): ExitCode {
    const isReplaced = exitCode === EXIT.passed || exitCode === EXIT.interrupted;
    return this.#hasFailed && isReplaced ? EXIT.bench : exitCode;
  }
}
