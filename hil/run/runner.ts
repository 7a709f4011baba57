import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Turns } from '../bench/turns.ts';
import type { RunOutcome, RunTask } from './run-task.ts';

/** Runs scenarios: in this thread, or in several others. */
export interface Runner {
  /**
   * @param signal aborted: the run is cancelled
   * @returns null where nothing of it was measured
   */
  run(task: RunTask, signal: AbortSignal): Promise<RunOutcome | null>;
  /** Ends running scenarios, and all threads. */
  close(): Promise<void>;
}

/** Relative to this file; to the built command; to a part of it that is loaded later. */
const WORKER_FILES = ['./worker.ts', './run-worker.js', '../run-worker.js'];

/** @param jobs number of scenarios at the same time; 1 stays in this thread */
export async function createRunner(jobs: number): Promise<Runner> {
  return jobs === 1 ? inThisThread() : createThreads(jobs);
}

/** A thread for each job, even for one: this thread stays free for other things. */
export async function createThreads(jobs: number): Promise<Runner> {
  const { Piscina } = await import('piscina');
  const pool = new Piscina<RunTask, RunOutcome>({
    filename: workerFile(),
    minThreads: jobs,
    maxThreads: jobs,
    concurrentTasksPerWorker: 1,
  });
  return { run: (task, signal) => untilAborted(pool.run(task), signal), close: () => pool.destroy() };
}

async function inThisThread(): Promise<Runner> {
  const { runOne } = await import('./run-one.ts');
  return {
    run: async (task, signal) => {
      // Lets Ctrl-C be processed between two scenarios, and the turns do so within one.
      await setImmediate();
      if (signal.aborted) return null;
      const turns = new Turns({ signal });
      const outcome = await runOne(task, null, signal, turns);
      return turns.hasEndedWork ? null : outcome;
    },
    close: () => Promise.resolve(),
  };
}

/** Whichever is first: the outcome, or null when the runner is closed, which ends threads and their runs. */
async function untilAborted(run: Promise<RunOutcome>, signal: AbortSignal): Promise<RunOutcome | null> {
  const { promise: aborted, resolve } = Promise.withResolvers<null>();
  const onAbort = (): void => resolve(null);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  // Nobody waits for a cancelled run.
  run.catch(() => undefined);
  try {
    return await Promise.race([run, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function workerFile(): string {
  const files = WORKER_FILES.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no ${files.join(' or ')}: run npm run build`);
  return found;
}
