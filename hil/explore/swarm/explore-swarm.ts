import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { mergeCounts, type CoverageCounts } from '../coverage/coverage-counts.ts';
import type { GroupTask } from './group-worker.ts';
import { GroupRunner, RUNS_PER_GROUP, type GroupResult, type SwarmFailure } from './run-group.ts';

interface SwarmOptions {
  readonly seed: number;
  /** Threads. */
  readonly jobs: number;
  /** Number of runs, rounded up to whole groups; null: as long as `goesOn` says. */
  readonly runs: number | null;
  /** Asked before each group; what has begun is finished. */
  readonly goesOn: () => boolean | Promise<boolean>;
  readonly onGroup?: (result: GroupResult) => void;
}

export interface SwarmReport {
  readonly seed: number;
  readonly groups: number;
  readonly runs: number;
  readonly steps: number;
  readonly vehicleUs: Micros;
  /** Of all groups in order: equal for equal seeds and numbers of runs, with any number of jobs. */
  readonly hash: string;
  readonly failures: readonly SwarmFailure[];
  readonly coverage: CoverageCounts;
}

/** Relative to this file; to the built command; to a part of it that is loaded later. */
const WORKER_FILES = ['./group-worker.ts', './swarm-worker.js', '../swarm-worker.js'];

/** Runs groups from number 0 on, and puts their results together in the order of their numbers. */
export async function exploreSwarm(options: SwarmOptions): Promise<SwarmReport> {
  const { seed, jobs, runs, goesOn, onGroup } = options;
  const wanted = runs === null ? Infinity : Math.ceil(runs / RUNS_PER_GROUP);
  const pool = await openPool(jobs);
  const results: GroupResult[] = [];
  let next = 0;
  const take = async (): Promise<void> => {
    while (next < wanted && (await goesOn())) {
      const group = next++;
      // Another job may have taken the last one meanwhile.
      if (group >= wanted) return;
      const result = await pool.run({ seed, group });
      results.push(result);
      onGroup?.(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, take));
  } finally {
    await pool.close();
  }
  return reportOf(
    seed,
    results.toSorted((a, b) => a.group - b.group),
  );
}

function reportOf(seed: number, results: readonly GroupResult[]): SwarmReport {
  const hash = createHash('sha256');
  for (const result of results) hash.update(result.hash);
  const sum = (valueOf: (result: GroupResult) => number): number =>
    results.reduce((total, each) => total + valueOf(each), 0);
  return {
    seed,
    groups: results.length,
    runs: sum(({ runs }) => runs),
    steps: sum(({ steps }) => steps),
    vehicleUs: sum(({ vehicleUs }) => vehicleUs),
    hash: hash.digest('hex'),
    failures: results.flatMap(({ failures }) => failures),
    coverage: mergeCounts(results.map(({ coverage }) => coverage)),
  };
}

interface GroupPool {
  run(task: GroupTask): Promise<GroupResult>;
  close(): Promise<void>;
}

/** One job stays in this thread. */
async function openPool(jobs: number): Promise<GroupPool> {
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
