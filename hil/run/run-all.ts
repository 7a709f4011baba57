import type { Bench } from '../bench/bench-file.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { countsAgainst } from '../report/counted.ts';
import {
  judged,
  whyOf,
  type Artifact,
  type EarlierAttempt,
  type NotRun,
  type ReportedResult,
} from '../report/run-report.ts';
import type { ProfileFields, Scenario } from '../scenario/scenario.ts';
import type { Runner } from './runner.ts';
import type { PlannedRun } from './run-plan.ts';
import type { RunOutcome, RunTask } from './run-task.ts';

export interface RunAllOptions {
  readonly seed: number | null;
  readonly profile: ProfileFields;
  /** The bench; everything in this process where absent. */
  readonly bench?: Bench;
  readonly guardUs: Micros | null;
  readonly view: RunTask['view'];
  /** Number of scenarios run at the same time. */
  readonly jobs: number;
  /** Number of further attempts where one does not pass. */
  readonly retry: number;
  /** Ends the run after the first counted result that did not pass. */
  readonly failFast: boolean;
  /** The path of a run's trace while it runs; null writes none. */
  readonly tracePathOf: (planned: PlannedRun) => string | null;
  /** See {@link RunTask.traceRecords}. */
  readonly traceRecords?: number | undefined;
  /** Why a scenario does not count; null where it counts. */
  readonly quarantineOf: (scenario: Scenario) => string | null;
  readonly repeatOf: (result: RunOutcome['result']) => string;
  /**
   * Stores the files of a run; called for each in the order of the plan, and before that for the attempts that were
   * followed by another.
   *
   * @param attempt the number of such an attempt, from 1; null for the one that counts
   */
  readonly keep: (planned: PlannedRun, outcome: RunOutcome, attempt: number | null) => Promise<readonly Artifact[]>;
  /** Called for each result in the order of the plan, for any number of jobs. */
  readonly onResult: (entry: ReportedResult, index: number) => void;
  readonly onStart: (planned: PlannedRun, index: number) => void;
  /**
   * Aborted: no further scenario is started, and running ones are cancelled and reported as far as they were measured.
   */
  readonly signal: AbortSignal;
}

export interface AllRuns {
  readonly results: readonly ReportedResult[];
  readonly notRun: readonly NotRun[];
  readonly endedBy: 'interrupt' | 'fail-fast' | null;
}

interface Attempts {
  readonly last: RunOutcome;
  readonly earlier: readonly EarlierAttempt[];
}

/** The largest number of runs for each job that may begin before the oldest one is reported. */
const AHEAD = 8;

/**
 * Runs a plan. Results come in the order of the plan, and are the same for any number of jobs: results beyond an early
 * end are dropped, but those that an interrupted run has already measured are not.
 */
export async function runAll(plan: readonly PlannedRun[], runner: Runner, options: RunAllOptions): Promise<AllRuns> {
  const { signal, failFast, onResult } = options;
  const ahead = new RunWindow(plan, runner, options);
  const results: ReportedResult[] = [];
  const notRun: PlannedRun[] = [];
  for (const [index, planned] of plan.entries()) {
    const attempts = await ahead.take(index);
    if (attempts === null) {
      notRun.push(planned);
      continue;
    }
    const entry = await reported(planned, attempts, options);
    results.push(entry);
    onResult(entry, index);
    if (failFast && countsAgainst(judged(entry)) && index + 1 < plan.length) {
      await ahead.end();
      return ended(results, plan.slice(index + 1), 'fail-fast');
    }
  }
  return ended(results, notRun, signal.aborted ? 'interrupt' : null);
}

/** Begins runs in the order of the plan: one for each job, and the next as soon as any of them has ended. */
class RunWindow {
  readonly #plan: readonly PlannedRun[];
  readonly #runner: Runner;
  readonly #options: RunAllOptions;
  readonly #ahead: number;
  readonly #begun = new Map<number, Promise<Attempts | null>>();
  #next = 0;
  #running = 0;
  /** The run that is taken next; those before it have been reported. */
  #oldest = 0;

  constructor(plan: readonly PlannedRun[], runner: Runner, options: RunAllOptions) {
    this.#plan = plan;
    this.#runner = runner;
    this.#options = options;
    const { jobs, failFast } = options;
    // What is run ahead of an end by fail-fast is run for nothing.
    this.#ahead = jobs === 1 || failFast ? jobs : jobs * AHEAD;
  }

  /** Waits for a run: each once, in order. Null where nothing of it was measured before the runs were cancelled. */
  async take(index: number): Promise<Attempts | null> {
    this.#oldest = index;
    this.#begin();
    const attempts = (await this.#begun.get(index)) ?? null;
    this.#begun.delete(index);
    return attempts;
  }

  /** Waits for all that have begun. */
  async end(): Promise<void> {
    this.#next = this.#plan.length;
    await Promise.allSettled(this.#begun.values());
  }

  #begin(): void {
    const { jobs, signal, onStart } = this.#options;
    while (!signal.aborted && this.#running < jobs && this.#next < this.#oldest + this.#ahead) {
      const planned = this.#plan[this.#next];
      if (planned === undefined) return;
      onStart(planned, this.#next);
      this.#running++;
      const run = attempt(planned, this.#runner, this.#options).finally(() => {
        this.#running--;
        this.#begin();
      });
      // Its error is for the caller of take().
      run.catch(() => undefined);
      this.#begun.set(this.#next++, run);
    }
  }
}

/** It may have been aborted meanwhile. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Until it passes or no attempt is left; null where nothing was measured before the run was cancelled. */
async function attempt(planned: PlannedRun, runner: Runner, options: RunAllOptions): Promise<Attempts | null> {
  const { seed, profile, bench, guardUs, view, signal, retry } = options;
  const task: RunTask = {
    scenario: planned.scenario,
    seed,
    profile,
    ...(bench === undefined ? {} : { bench }),
    guardUs,
    view,
    tracePath: options.tracePathOf(planned),
    ...(options.traceRecords === undefined ? {} : { traceRecords: options.traceRecords }),
  };
  const earlier: EarlierAttempt[] = [];
  for (;;) {
    const last = signal.aborted ? null : await runner.run(task, signal);
    if (last === null) return null;
    const isOver = last.result.verdict === 'pass' || earlier.length >= retry || isAborted(signal);
    if (isOver) return { last, earlier };
    const { verdict, traceHash } = last.result;
    // Before the next attempt overwrites its files.
    const artifacts = await options.keep(planned, last, earlier.length + 1);
    earlier.push({ verdict, realUs: last.realUs, traceHash, why: whyOf(last.result), artifacts });
  }
}

async function reported(planned: PlannedRun, attempts: Attempts, options: RunAllOptions): Promise<ReportedResult> {
  const { last, earlier } = attempts;
  return {
    result: last.result,
    realUs: last.realUs,
    repeat: options.repeatOf(last.result),
    earlier,
    quarantine: options.quarantineOf(planned.scenario),
    repetition: planned.repetition,
    views: last.views,
    artifacts: await options.keep(planned, last, null),
  };
}

function ended(results: readonly ReportedResult[], rest: readonly PlannedRun[], endedBy: AllRuns['endedBy']): AllRuns {
  return { results, notRun: rest.map(({ scenario: { file, name } }) => ({ file, name })), endedBy };
}
