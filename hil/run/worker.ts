import { runOne } from './run-one.ts';
import type { RunOutcome, RunTask } from './run-task.ts';

/** What a worker thread of `run --jobs` does. */
export default function run(task: RunTask): Promise<RunOutcome> {
  return runOne(task);
}
