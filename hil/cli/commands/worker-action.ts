import { counted } from '../../../can-bus/text/counted.ts';
import { thisBuild } from '../../campaign/build.ts';
import { takeJobs } from '../../campaign/take-jobs.ts';
import { ThreadExecutor } from '../../campaign/thread-executor.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { Interruption } from './interruption.ts';
import { queuePlace } from './open-campaign.ts';

/** The flags of `smartkey worker`, as commander returns them. */
export interface WorkerFlags {
  readonly queue: string;
  readonly jobs?: number;
  /** Seconds. */
  readonly idle?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `smartkey worker`. @throws OperationError (usage) for the URL, (bench) for the queue */
export async function runWorker(flags: WorkerFlags, terminal: Terminal): Promise<ExitCode> {
  const { queue, jobs = 1, idle, json = false, quiet = false } = flags;
  const place = queuePlace(queue);
  const build = thisBuild();
  const executor = new ThreadExecutor(jobs);
  const interruption = new Interruption(() =>
    terminal.err('ending after the jobs that have begun; press Ctrl-C again to stop at once'),
  );
  try {
    const done = await takeJobs({
      place,
      build,
      jobs,
      executor,
      signal: interruption.signal,
      idleMs: idle === undefined ? null : idle * 1000,
      onReady: () => {
        if (!json && !quiet) terminal.err(`worker of version ${build.version} (build ${build.hash}) on ${place.shown}`);
      },
      onTrouble: (text) => terminal.err(text),
      onJob: ({ unit }, count) => terminal.progress(`${count} done: ${unit}`),
    });
    terminal.out(json ? JSON.stringify({ done }) : `${counted(done, 'job')} done`);
    return EXIT.passed;
  } finally {
    interruption.end();
    await executor.close();
  }
}
