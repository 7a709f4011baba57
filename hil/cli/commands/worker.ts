import { Option, type Command } from 'commander';

import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, numberBetween, queueFlag, wholeNumber } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { MAX_JOBS } from './run-flags.ts';
import type { WorkerFlags } from './worker-action.ts';

/** A day. */
const MAX_IDLE_S = 86_400;

const EXAMPLES = `
Examples:
  ${smartkey('worker')} --queue redis://127.0.0.1:6379 --jobs 2
  ${smartkey('worker')} --queue redis://queue.example:6379 --idle 60   end after a minute without a job

It runs until Ctrl-C or SIGTERM, which let it finish what has begun. Set SMARTKEY_QUEUE_PASSWORD to the password of
Redis: one in the URL is visible to others in process lists. Exit codes: 0 ended, 2 usage, 5 no Redis, or a queue of
another program or version.`;

export function defineWorker(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('worker')
    .description('take jobs of run --queue and explore --queue, on any number of machines')
    .addOption(queueFlag('the queue: redis://HOST:PORT').makeOptionMandatory())
    .addOption(
      new Option('--jobs <n>', 'number of jobs at the same time, in threads').argParser(wholeNumber(1, MAX_JOBS)),
    )
    .addOption(
      new Option('--idle <seconds>', 'end after this time without a job').argParser(numberBetween(0.1, MAX_IDLE_S)),
    )
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (flags: WorkerFlags) => {
    const { runWorker } = await import('./worker-action.ts');
    done(await runWorker(flags, terminal()));
  });
}
