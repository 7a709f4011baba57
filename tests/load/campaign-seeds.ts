// A campaign of real runs with a killed worker and a killed Redis, compared with the exploration in one piece:
// `node tests/load/campaign-seeds.ts [runs] [--whole]`. Without --whole a sample of its ranges is compared.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath, stdout } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Redis } from 'ioredis';
import { z } from 'zod';

import { decodeResult } from '../../hil/campaign/job.ts';
import { parseQueueUrl } from '../../hil/campaign/queue-url.ts';
import { FIRST_CURSOR, Registry } from '../../hil/campaign/registry.ts';
import { exploreRanges } from '../../hil/explore/swarm/explore-swarm.ts';
import { isRangeResult, type RangeResult } from '../../hil/explore/swarm/group-range.ts';
import { swarmReport } from '../../hil/explore/swarm/swarm-totals.ts';
import { RedisServer } from '../tools/support/redis-server.ts';
import { reportCheck } from './check.ts';

const RUNS = Number(argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 100_000);
const IS_WHOLE = argv.includes('--whole');
const SEED = 1;
/** Ranges that are explored again, one piece each, where not all are. */
const SAMPLE = 20;
const POLL_MS = 1000;
const COMMAND = join(import.meta.dirname, '../../dist/smartkey.js');

const folder = mkdtempSync(join(tmpdir(), 'vsk-seeds-'));
const redis = await RedisServer.start();
const client = new Redis(redis.url, { maxRetriesPerRequest: null });
client.on('error', () => undefined);
const registry = new Registry(client, parseQueueUrl(redis.url, null).queue);
const started = new Set<ChildProcess>();
const explore = ['explore', '--seed', String(SEED), '--runs', String(RUNS), '--json', '--coverage'];

function start(...words: readonly string[]): ChildProcess {
  const child = spawn(execPath, [COMMAND, ...words], { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder });
  started.add(child);
  return child;
}

const startWorker = (): ChildProcess => start('worker', '--queue', redis.url, '--quiet');

/** The campaign's own name is in the keys that it leaves. */
async function campaignName(): Promise<string> {
  for (;;) {
    const [key] = await client.keys('smartkey-registry:campaigns:waiting:*');
    const name = key?.split(':').at(-1);
    if (name !== undefined) return name;
    await setTimeout(POLL_MS);
  }
}

/** The most memory that a process had, in MB; null where the system does not say. */
function peakMb({ pid }: ChildProcess): number | null {
  const file = `/proc/${pid}/status`;
  const kb = existsSync(file) ? /VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return kb === undefined ? null : Math.round(Number(kb) / 1000);
}

function print(what: string, value: string): void {
  stdout.write(`${what.padEnd(52)} ${value}\n`);
}

function check(passed: boolean, name: string, figure: string): void {
  reportCheck({ name, figure, passed });
  if (!passed) process.exitCode = 1;
}

interface Collected {
  readonly ranges: readonly RangeResult[];
  readonly doubles: number;
}

async function collect(campaign: string): Promise<Collected> {
  const ranges = new Map<number, RangeResult>();
  let doubles = 0;
  for (let cursor = FIRST_CURSOR; ;) {
    const batch = await registry.resultsAfter(campaign, cursor);
    if (batch.results.length === 0) return { ranges: [...ranges.values()], doubles };
    cursor = batch.cursor;
    for (const { unit, bytes } of batch.results) {
      const result = await decodeResult(bytes);
      if (!isRangeResult(result)) throw new Error(`${unit} has no result of an exploration`);
      if (ranges.has(result.range.from)) doubles += 1;
      else ranges.set(result.range.from, result);
    }
  }
}

interface Peaks {
  redisBytes: number;
  commandMb: number;
}

/** Kills a worker at a quarter of the units, and Redis at half of them. */
async function disturb(campaign: string, command: ChildProcess, worker: ChildProcess, peaks: Peaks): Promise<void> {
  const units = Math.ceil(RUNS / 100);
  const key = `smartkey-registry:campaigns:results:${campaign}`;
  const trials = [
    { at: units / 4, what: 'a worker is killed', act: (): unknown => worker.kill('SIGKILL') && startWorker() },
    { at: units / 2, what: 'Redis is killed and started again', act: () => redis.restart() },
  ];
  while (command.exitCode === null && command.signalCode === null) {
    // Keeps the results when the command has ended.
    await registry.waitFor(campaign, 'load');
    const done = await client.xlen(key);
    const [next] = trials;
    if (next !== undefined && done >= next.at) {
      await next.act();
      print(next.what, `at ${done} of ${units} results`);
      trials.shift();
    }
    peaks.redisBytes = Math.max(peaks.redisBytes, Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]));
    peaks.commandMb = Math.max(peaks.commandMb, peakMb(command) ?? 0);
    await setTimeout(POLL_MS);
  }
  check(trials.length === 0, 'a worker and Redis were killed before the end', `${2 - trials.length} of 2`);
}

const coverageSchema = z.looseObject({ runs: z.int(), hash: z.string() });

async function compareSample({ ranges }: Collected): Promise<void> {
  const step = Math.max(1, Math.floor(ranges.length / SAMPLE));
  const sample = ranges.toSorted((a, b) => a.range.from - b.range.from).filter((_, index) => index % step === 0);
  const again = await exploreRanges(
    sample.map(({ range }) => range),
    { seed: SEED, jobs: 1, goesOn: () => true },
  );
  const isSame = isDeepStrictEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(sample)));
  check(isSame, 'ranges that are explored again, here, have the same results', `${sample.length} of ${ranges.length}`);
}

async function compareWhole(coverage: string): Promise<void> {
  const whole = join(folder, 'whole.json');
  await once(start(...explore, whole, '--jobs', String(cpus().length)), 'close');
  const isSame = readFileSync(whole, 'utf8') === readFileSync(coverage, 'utf8');
  check(isSame, 'the exploration in one piece has the same coverage file', `${RUNS} runs`);
}

async function campaign(): Promise<void> {
  print('load of this machine', loadavg()[0]?.toFixed(1) ?? '?');
  const coverage = join(folder, 'queued.json');
  const [worker] = [startWorker(), startWorker()];
  const startMs = performance.now();
  const command = start(...explore, coverage, '--queue', redis.url);
  const peaks = { redisBytes: 0, commandMb: 0 };
  const name = await campaignName();
  await disturb(name, command, worker, peaks);
  const seconds = (performance.now() - startMs) / 1000;
  const collected = await collect(name);
  const report = swarmReport(SEED, collected.ranges);
  const { runs, hash } = coverageSchema.parse(JSON.parse(readFileSync(coverage, 'utf8')));
  print('runs', `${runs} in ${Math.round(seconds)} s: ${(runs / seconds).toFixed(1)} a second`);
  print('units that were done twice, and count once', String(collected.doubles));
  print('Redis memory, at most', `${(peaks.redisBytes / 1e6).toFixed(1)} MB`);
  print('memory of the command, at most', `${peaks.commandMb} MB`);
  check(runs === RUNS && report.runs === RUNS, 'nothing is lost, and nothing counts twice', `${runs} of ${RUNS} runs`);
  check(report.hash === hash, 'the hash is that of the results in Redis', hash);
  await (IS_WHOLE ? compareWhole(coverage) : compareSample(collected));
}

try {
  await campaign();
} finally {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL');
  client.disconnect();
  await redis.stop();
  rmSync(folder, { recursive: true });
}
