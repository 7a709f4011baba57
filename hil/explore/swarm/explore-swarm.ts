import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { InOrder } from '../../shard/in-order.ts';
import type { Range } from '../../shard/split.ts';
import type { GroupTask } from './group-worker.ts';
import { rangeResult, type RangeResult } from './group-range.ts';
import { GroupRunner, RUNS_PER_GROUP, type GroupResult } from './run-group.ts';
import { SwarmTotals, type SwarmReport } from './swarm-totals.ts';

export interface GroupOptions {
  readonly seed: number;
  /** Threads. */
  readonly jobs: number;
  /** Asked before each group; what has begun is finished. */
  readonly goesOn: () => boolean | Promise<boolean>;
  readonly onGroup?: (result: GroupResult) => void;
}

interface SwarmOptions extends GroupOptions {
  /** Number of runs, rounded up to whole groups; null: as long as `goesOn` says. */
  readonly runs: number | null;
}

/** Relative to this file; to the built command; to a part of it that is loaded later. */
const WORKER_FILES = ['./group-worker.ts', './swarm-worker.js', '../swarm-worker.js'];

/** The groups that a number of runs takes. */
export function groupsFor(runs: number): number {
  return Math.ceil(runs / RUNS_PER_GROUP);
}

/** Runs groups from number 0 on, and puts their results together in the order of their numbers. */
export async function exploreSwarm({ runs, ...options }: SwarmOptions): Promise<SwarmReport> {
  const pool = await openGroupPool(options.jobs);
  try {
    const totals = new SwarmTotals();
    const inOrder = new InOrder<GroupResult>((result, group) => {
      totals.add(rangeResult({ from: group, to: group + 1 }, [result]));
    });
    const range = { from: 0, to: runs === null ? Infinity : groupsFor(runs) };
    await runGroups(range, pool, options, (result) => inOrder.add(result.group, result));
    return totals.report(options.seed);
  } finally {
    await pool.close();
  }
}

/** Runs the groups of some ranges, one range after the other; fewer where it does not go on. */
export async function exploreRanges(ranges: readonly Range[], options: GroupOptions): Promise<readonly RangeResult[]> {
  const pool = await openGroupPool(options.jobs);
  const done: RangeResult[] = [];
  try {
    for (const range of ranges) {
      const results: GroupResult[] = [];
      await runGroups(range, pool, options, (result) => results.push(result));
      if (results.length < range.to - range.from) break;
      done.push(rangeResult(range, results));
    }
    return done;
  } finally {
    await pool.close();
  }
}

async function runGroups(
  { from, to }: Range,
  pool: GroupPool,
  { seed, jobs, goesOn, onGroup }: GroupOptions,
  keep: (result: GroupResult) => void,
): Promise<void> {
  let next = from;
  const take = async (): Promise<void> => {
    while (next < to && (await goesOn())) {
      const group = next++;
      // Another job may have taken the last one meanwhile.
      if (group >= to) return;
      const result = await pool.run({ seed, group });
      keep(result);
      onGroup?.(result);
    }
  };
  await Promise.all(Array.from({ length: jobs }, take));
}

interface GroupPool {
  run(task: GroupTask): Promise<GroupResult>;
  close(): Promise<void>;
}

/** One job stays in this thread. */
async function openGroupPool(jobs: number): Promise<GroupPool> {
  if (jobs === 1) {
    const runners = new Map<number, GroupRunner>();
    return {
      run: ({ seed, group }) => {
        const runner = runners.get(seed) ?? new GroupRunner(seed);
        runners.set(seed, runner);
        return runner.run(group);
      },
      close: () => Promise.resolve(),
    };
  }
  return openThreads(jobs);
}

/** Ranges of groups in threads, which leave this thread free for other things. */
export interface RangeThreads {
  run(seed: number, range: Range): Promise<RangeResult>;
  close(): Promise<void>;
}

/** @param jobs ranges at the same time, each in one thread */
export async function openRangeThreads(jobs: number): Promise<RangeThreads> {
  const pool = await openThreads(jobs);
  return {
    run: async (seed, range) => {
      const results: GroupResult[] = [];
      await runGroups(range, pool, { seed, jobs: 1, goesOn: () => true }, (result) => results.push(result));
      return rangeResult(range, results);
    },
    close: () => pool.close(),
  };
}

async function openThreads(jobs: number): Promise<GroupPool> {
  const { Piscina } = await import('piscina');
  const pool = new Piscina<GroupTask, GroupResult>({
    filename: workerFile(),
    minThreads: jobs,
    maxThreads: jobs,
    concurrentTasksPerWorker: 1,
  });
  return { run: (task) => pool.run(task), close: () => pool.destroy() };
}

function workerFile(): string {
  const files = WORKER_FILES.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no ${files.join(' or ')}: run npm run build`);
  return found;
}
