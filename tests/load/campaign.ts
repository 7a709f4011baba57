// What the queue of a campaign costs, and that nothing is lost: jobs that only wait, many small ones, a worker that is
// killed and a Redis that is killed and started again. `node tests/load/campaign.ts [jobs] [--strict]`; --strict, for a
// quiet machine, also counts spans of time.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { argv, execPath, stdout } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';

import { thisBuild } from '../../hil/campaign/build.ts';
import type { Coordinator } from '../../hil/campaign/coordinator.ts';
import { decodeResult, encodeResult } from '../../hil/campaign/job.ts';
import { openCoordinator } from '../../hil/campaign/open-coordinator.ts';
import { parseQueueUrl } from '../../hil/campaign/queue-url.ts';
import { inWindow, UNITS_AHEAD } from '../../hil/campaign/window.ts';
import { exploreRanges } from '../../hil/explore/swarm/explore-swarm.ts';
import { isRangeResult } from '../../hil/explore/swarm/group-range.ts';
import { reportCheck, type Check } from './check.ts';
import { RedisServer } from '../tools/support/redis-server.ts';

const SMALL_JOBS = Number(argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 100_000);
const IS_STRICT = argv.includes('--strict');
/** Of a job of one second. */
const MAX_OVERHEAD = 0.05;
const MIN_GAIN = 1.8;
const SECOND_JOBS = 20;
const MEMORY_UNITS = 500;
const WORKER = join(import.meta.dirname, 'campaign-worker.ts');

const redis = await RedisServer.start();
const workers = new Set<ChildProcess>();

function startWorker(queue: string, jobs: number, waitMs: number): ChildProcess {
  const child = spawn(execPath, [WORKER, `${redis.url}?queue=${queue}`, String(jobs), String(waitMs)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  workers.add(child);
  return child;
}

async function stopWorkers(): Promise<void> {
  for (const child of workers) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }
  workers.clear();
}

interface Campaign {
  readonly coordinator: Coordinator;
  /** The number of units with a result of their own. */
  readonly ended: Promise<number>;
}

let workersSeen = 0;
let done = 0;
let mostHeld = 0;
let mostHeapBytes = 0;

async function openCampaign(queue: string, jobs: number): Promise<Campaign> {
  [workersSeen, done] = [0, 0];
  const coordinator = await openCoordinator(parseQueueUrl(`${redis.url}?queue=${queue}`, null), {
    campaign: queue,
    build: thisBuild(),
    units: jobs,
    onNotice: () => undefined,
    onTrouble: () => undefined,
    onProgress: (progress) => {
      workersSeen = progress.workers;
      done = progress.done;
    },
  });
  return { coordinator, ended: takeAll(coordinator, jobs) };
}

async function takeAll(coordinator: Coordinator, jobs: number): Promise<number> {
  let taken = 0;
  await inWindow(
    Array.from({ length: jobs }, (_, from) => ({ from, to: from + 1 })),
    (range) => coordinator.run(`groups-${range.from}`, { kind: 'explore', seed: 1, range }),
    async (bytes, { from }) => {
      const result = await decodeResult(bytes);
      if (!isRangeResult(result) || result.range.from !== from) throw new Error(`unit ${from} has another result`);
      taken += 1;
      mostHeld = Math.max(mostHeld, coordinator.held);
      if (taken % MEMORY_UNITS === 0) mostHeapBytes = Math.max(mostHeapBytes, process.memoryUsage().heapUsed);
    },
  );
  return taken;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(50);
}

/** Seconds for jobs of one second each, from the first result to the last. */
async function secondsFor(jobs: number, count: number): Promise<number> {
  const queue = `seconds-${count}`;
  for (let worker = 0; worker < count; worker++) startWorker(queue, 1, 1000);
  // All have started, and each takes its first job at the same time.
  const warm = await openCampaign(queue, 0);
  await until(() => workersSeen === count);
  await warm.coordinator.close(true);
  const start = performance.now();
  const { coordinator, ended } = await openCampaign(queue, jobs);
  await ended;
  const seconds = (performance.now() - start) / 1000;
  await coordinator.close(true);
  await stopWorkers();
  return seconds;
}

async function usedBytes(): Promise<number> {
  const client = new Redis(redis.url);
  const info = await client.info('memory');
  client.disconnect();
  return Number(/used_memory:(\d+)/.exec(info)?.[1]);
}

function print(what: string, value: string): void {
  stdout.write(`${what.padEnd(52)} ${value}\n`);
}

function check(each: Check): void {
  reportCheck(each);
  if (!each.passed && (IS_STRICT || each.isTime !== true)) process.exitCode = 1;
}

async function manySmallJobs(): Promise<void> {
  const before = await usedBytes();
  const start = performance.now();
  const { coordinator, ended } = await openCampaign('small', SMALL_JOBS);
  const client = new Redis(redis.url);
  const waiting = Math.min(SMALL_JOBS, UNITS_AHEAD);
  await until(async () => (await client.llen('smartkey:small:wait')) === waiting);
  client.disconnect();
  const addSeconds = (performance.now() - start) / 1000;
  print('small jobs put onto the queue', `${Math.round(waiting / addSeconds)} a second`);
  print('Redis memory for a waiting job', `${Math.round(((await usedBytes()) - before) / waiting)} bytes`);
  const [first] = [startWorker('small', 50, 0), startWorker('small', 50, 0)];
  const workStart = performance.now();
  await until(() => done > SMALL_JOBS / 4);
  first.kill('SIGKILL');
  startWorker('small', 50, 0);
  await until(() => done > SMALL_JOBS / 2);
  await redis.restart();
  const count = await ended;
  const seconds = (performance.now() - workStart) / 1000;
  check({ name: 'results, each unit once', figure: `${count} of ${SMALL_JOBS}`, passed: count === SMALL_JOBS });
  const name = 'units and results that the command holds, at most';
  check({ name, figure: String(mostHeld), passed: mostHeld <= 2 * UNITS_AHEAD });
  print('heap of the coordinator, at most', `${Math.round(mostHeapBytes / 1e6)} MB`);
  print('small jobs done, with a kill of a worker and of Redis', `${Math.round(SMALL_JOBS / seconds)} a second`);
  print('Redis memory for a result', `${Math.round(((await usedBytes()) - before) / SMALL_JOBS)} bytes`);
  await coordinator.close(true);
  await stopWorkers();
}

try {
  print(
    'load of this machine',
    loadavg()
      .map((each) => each.toFixed(1))
      .join(' '),
  );
  const options = { seed: 1, jobs: 1, goesOn: () => true };
  const [range] = await exploreRanges([{ from: 0, to: 20 }], options);
  print('a result of 20 groups, compressed', `${(await encodeResult(range)).length} bytes`);
  const one = await secondsFor(SECOND_JOBS, 1);
  const overhead = one / SECOND_JOBS - 1;
  const figure = `${(100 * overhead).toFixed(1)} %`;
  check({
    name: 'overhead of the queue for a job of one second',
    figure,
    passed: overhead < MAX_OVERHEAD,
    isTime: true,
  });
  const two = await secondsFor(SECOND_JOBS, 2);
  const gain = `${(one / two).toFixed(2)} x`;
  check({ name: 'two workers against one', figure: gain, passed: one / two >= MIN_GAIN, isTime: true });
  await manySmallJobs();
} finally {
  await stopWorkers();
  await redis.stop();
}
