import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { RunOutcome, RunTask } from './run-task.ts';

/** Who runs scenarios: this thread, or several others. */
export interface Runner {
  run(task: RunTask): Promise<RunOutcome>;
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
  return { run: (task) => pool.run(task), close: () => pool.destroy() };
}

async function inThisThread(): Promise<Runner> {
  const { runOne } = await import('./run-one.ts');
  return {
    run: async (task) => {
      // Lets Ctrl-C through between two scenarios.
      await setImmediate();
      return runOne(task);
    },
    close: () => Promise.resolve(),
  };
}

function workerFile(): string {
  const files = WORKER_FILES.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no ${files.join(' or ')}: run npm run build`);
  return found;
}
