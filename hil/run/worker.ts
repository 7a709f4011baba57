import { runOne } from './run-one.ts';
import type { RunOutcome, RunTask } from './run-task.ts';

/** The code of a worker thread of `run --jobs`. */
export default function run(task: RunTask): Promise<RunOutcome> {
  return runOne(task);
}
