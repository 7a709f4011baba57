import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { RunOutcome, RunTask } from './run-task.ts';

/** Who runs scenarios: this thread, or several others. */
export interface Runner {
  /**
   * @param signal aborted: what is under way is given up
   * @returns null where nothing of it was measured
   */
  run(task: RunTask, signal: AbortSignal): Promise<RunOutcome | null>;
  /** Ends what is under way, and all threads. */
  close(): Promise<void>;
}

/** From this file; from the built command; from a part of it that is loaded later. */
const WORKER_FILES = ['./worker.ts', './run-worker.js', '../run-worker.js'];

/** @param jobs scenarios at the same time; 1 stays in this thread */
export async function createRunner(jobs: number): Promise<Runner> {
  if (jobs === 1) return inThisThread();
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
      // Lets Ctrl-C through between two scenarios.
      await setImmediate();
      return signal.aborted ? null : runOne(task, null, signal);
    },
    close: () => Promise.resolve(),
  };
}

/** What came first: the outcome, or null for the end of all, which takes threads and their runs with it. */
async function untilAborted(run: Promise<RunOutcome>, signal: AbortSignal): Promise<RunOutcome | null> {
  const { promise: aborted, resolve } = Promise.withResolvers<null>();
  const onAbort = (): void => resolve(null);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  // Nobody waits for what was given up.
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
