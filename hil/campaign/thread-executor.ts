import { openRangeThreads, type RangeThreads } from '../explore/swarm/explore-swarm.ts';
import { createThreads, type Runner } from '../run/runner.ts';
import type { Work } from './job.ts';
import type { Executor } from './take-jobs.ts';

/** Does the work of jobs in threads, which are started when the first job of a kind comes. */
export class ThreadExecutor implements Executor {
  readonly #jobs: number;
  readonly #signal: AbortSignal;
  #runner: Promise<Runner> | null = null;
  #ranges: Promise<RangeThreads> | null = null;

  constructor(jobs: number) {
    this.#jobs = jobs;
    this.#signal = new AbortController().signal;
  }

  async run(work: Work): Promise<unknown> {
    switch (work.kind) {
      case 'run': {
        this.#runner ??= createThreads(this.#jobs);
        return (await this.#runner).run({ ...work.task, tracePath: null }, this.#signal);
      }
      case 'explore': {
        this.#ranges ??= openRangeThreads(this.#jobs);
        return (await this.#ranges).run(work.seed, work.range);
      }
    }
  }

  async close(): Promise<void> {
    await (await this.#runner)?.close();
    await (await this.#ranges)?.close();
  }
}
