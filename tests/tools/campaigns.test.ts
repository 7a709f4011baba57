import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { thisBuild } from '../../hil/campaign/build.ts';
import { decodeResult, newJob } from '../../hil/campaign/job.ts';
import { openCoordinator } from '../../hil/campaign/open-coordinator.ts';
import { parseQueueUrl } from '../../hil/campaign/queue-url.ts';
import { takeJobs } from '../../hil/campaign/take-jobs.ts';
import { findProgram, needTool } from './support/external-tools.ts';
import { RedisServer } from './support/redis-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMAND = join(ROOT, 'dist/smartkey.js');
const LONG_MS = 240_000;

const folder = mkdtempSync(join(tmpdir(), 'vsk-campaign-'));
const started: ChildProcess[] = [];

interface Program {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly output: string }>;
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, command = COMMAND): Program {
  const child = spawn(process.execPath, [command, ...args], { cwd: ROOT, env: { ...process.env, ...env } });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(() => ({ exitCode: child.exitCode, output }));
  return { process: child, ended };
}

function startWorker(url: string, ...flags: readonly string[]): Program {
  return start(['worker', '--queue', url, ...flags]);
}

beforeEach((context) => {
  needTool(findProgram('redis-server'), context);
});
afterAll(() => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

describe('a campaign', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.stop());

  it(
    'with a killed and a stopped worker, a killed Redis and two coordinators is the exploration in one piece',
    async () => {
      const flags = ['explore', '--seed', '5', '--runs', '150', '--quiet'];
      const whole = await start([...flags, '--coverage', join(folder, 'whole.json')]).ended;
      const [killed, stopped] = [startWorker(redis.url), startWorker(redis.url)];
      const queued = [...flags, '--queue', redis.url, '--coverage'];
      const coordinators = ['one.json', 'two.json'].map((name) => start([...queued, join(folder, name)]));
      const queue = new Queue('campaigns', {
        connection: { url: redis.url, maxRetriesPerRequest: null },
        prefix: 'smartkey',
      });
      queue.on('error', () => undefined);
      await expect.poll(() => queue.getActiveCount(), { timeout: LONG_MS }).toBe(2);
      stopped.process.kill('SIGSTOP');
      killed.process.kill('SIGKILL');
      const survivor = startWorker(redis.url, '--idle', '20');
      await expect
        .poll(async () => (await queue.getWaitingCount()) + (await queue.getActiveCount()), { timeout: LONG_MS })
        .toBeLessThan(25);
      await redis.restart();
      const ends = await Promise.all(coordinators.map(({ ended }) => ended));
      stopped.process.kill('SIGCONT');
      stopped.process.kill('SIGINT');
      expect(ends.map(({ exitCode }) => exitCode)).toEqual([whole.exitCode, whole.exitCode]);
      const coverage = readFileSync(join(folder, 'whole.json'), 'utf8');
      expect(readFileSync(join(folder, 'one.json'), 'utf8')).toBe(coverage);
      expect(readFileSync(join(folder, 'two.json'), 'utf8')).toBe(coverage);
      expect((await stopped.ended).exitCode).toBe(0);
      await queue.close();
      survivor.process.kill('SIGINT');
      expect((await survivor.ended).exitCode).toBe(0);
    },
    LONG_MS,
  );

  it('of scenarios has the report of the run in one piece, with the bundle of a failure', async () => {
    const scenarios = [
      'scenarios/keys',
      'tests/scenario/fixtures/broken-on-purpose.yaml',
      '--reproducible',
      '--report',
    ];
    const reports = [join(folder, 'whole'), join(folder, 'queued')];
    const whole = await start(['run', ...scenarios, reports[0] ?? '']).ended;
    const worker = startWorker(redis.url, '--idle', '5', '--jobs', '2');
    const queued = await start(['run', ...scenarios, reports[1] ?? '', '--queue', redis.url]).ended;
    expect([queued.exitCode, whole.exitCode]).toEqual([1, 1]);
    expect(queued.output.replaceAll(reports[1] ?? '', 'R')).toBe(whole.output.replaceAll(reports[0] ?? '', 'R'));
    const results = reports.map((path) => readFileSync(join(path, 'results.json'), 'utf8').replaceAll(path, 'R'));
    expect(results[1]).toBe(results[0]);
    const traces = reports.map((path) =>
      readFileSync(join(path, 'bundles/tests-scenario-fixtures-broken-on-purpose.bundle/trace.jsonl'), 'utf8'),
    );
    expect(traces[1]).toBe(traces[0]);
    expect((await worker.ended).output).toContain('6 jobs done');
  });

  it('of another version is left to others: the worker ends with 5, and the coordinator says so', async () => {
    const url = `${redis.url}?queue=skew`;
    const build = { version: '0.0.1', hash: 'abc' };
    const notices: string[] = [];
    const coordinator = await openCoordinator(parseQueueUrl(url, null), {
      campaign: 'skewed',
      build,
      units: 1,
      onNotice: (text) => notices.push(text),
      onTrouble: (text) => notices.push(text),
      onProgress: () => undefined,
    });
    const waiting = startWorker(`${redis.url}?queue=skew`, '--idle', '60');
    coordinator.run('groups-0-1', { kind: 'explore', seed: 1, range: { from: 0, to: 1 } }).catch(() => undefined);
    const { exitCode, output } = await waiting.ended;
    const { version, hash } = thisBuild();
    expect(exitCode).toBe(5);
    expect(output).toContain(
      `error: the queue has a campaign of version 0.0.1 (build abc); this worker is of version ${version} (build ${hash})`,
    );
    const queue = new Queue('skew', { connection: { url: redis.url }, prefix: 'smartkey' });
    expect(await queue.getJobCounts('wait', 'active', 'failed')).toEqual({ wait: 1, active: 0, failed: 0 });
    await expect.poll(() => notices.join('\n'), { timeout: 60_000 }).toContain('no worker');
    await queue.close();
    await coordinator.close(true);
  });

  it('does not touch a queue of another program', async () => {
    const queue = new Queue('mails', { connection: { url: redis.url }, prefix: 'smartkey' });
    await queue.add('send', { to: 'somebody' });
    const url = `${redis.url}?queue=mails`;
    const ends = [startWorker(url), start(['explore', '--seed', '1', '--runs', '5', '--queue', url])];
    for (const { ended } of ends) {
      const { exitCode, output } = await ended;
      expect(exitCode).toBe(5);
      expect(output).toContain('has jobs of another program: job 1, "send"');
      expect(output).toContain('hint: use another queue: add ?queue=NAME to the URL');
    }
    expect(await queue.getJobCounts('wait', 'active', 'failed')).toEqual({ wait: 1, active: 0, failed: 0 });
    await queue.close();
  });

  it('with a job that cannot be done ends, and names it', async () => {
    const place = parseQueueUrl(`${redis.url}?queue=broken`, null);
    const build = thisBuild();
    const nothing = (): void => undefined;
    const coordinator = await openCoordinator(place, {
      ...{ build, campaign: 'broken', units: 1, onNotice: nothing, onTrouble: nothing, onProgress: nothing },
    });
    const unit = coordinator.run('groups-0-1', { kind: 'explore', seed: 1, range: { from: 0, to: 1 } });
    const end = new AbortController();
    const executor = { run: () => Promise.reject(new Error('out of memory')) };
    const taking = takeJobs({
      place,
      build,
      jobs: 1,
      executor,
      signal: end.signal,
      idleMs: null,
      onReady: nothing,
      onJob: nothing,
      onTrouble: nothing,
    });
    await expect(unit).rejects.toMatchObject({
      code: 'bench',
      message: 'no worker could finish groups-0-1: out of memory',
    });
    end.abort();
    expect(await taking).toBe(0);
    await coordinator.close(true);
  });

  it('whose jobs Redis has lost puts them onto the queue again', async () => {
    const place = parseQueueUrl(`${redis.url}?queue=lost`, null);
    const nothing = (): void => undefined;
    const coordinator = await openCoordinator(place, {
      ...{ build: thisBuild(), campaign: 'lost', units: 1, onNotice: nothing, onTrouble: nothing, onProgress: nothing },
    });
    const unit = coordinator.run('groups-0-1', { kind: 'explore', seed: 1, range: { from: 0, to: 1 } });
    const queue = new Queue('lost', { connection: { url: redis.url }, prefix: 'smartkey' });
    await expect.poll(() => queue.getWaitingCount()).toBe(1);
    await queue.obliterate({ force: true });
    const worker = startWorker(`${redis.url}?queue=lost`, '--idle', '30');
    expect(await decodeResult(await unit)).toMatchObject({ range: { from: 0, to: 1 }, runs: 5 });
    worker.process.kill('SIGINT');
    await worker.ended;
    await queue.close();
    await coordinator.close(true);
  });

  it.each([
    ['explore', '--seed', '3', '--runs', '50'],
    ['run', 'scenarios/keys'],
  ])('interrupted before its first result says what happens to its jobs, and how to go on: %s', async (...args) => {
    const coordinator = start([...args, '--queue', `${redis.url}?queue=interrupted-${args[0]}`]);
    let output = '';
    coordinator.process.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await expect.poll(() => output, { timeout: 60_000 }).toContain('no worker is connected');
    coordinator.process.kill('SIGINT');
    const end = await coordinator.ended;
    expect(end.exitCode).toBe(130);
    expect(end.output).toMatch(
      /^interrupted: 0 of \d+ jobs done; workers drop them, .*\nhint: the same command starts the campaign again$/m,
    );
  });

  it('drops a job that nobody waits for any more', async () => {
    const queue = new Queue('left', { connection: { url: redis.url }, prefix: 'smartkey' });
    const work = { kind: 'explore', seed: 1, range: { from: 0, to: 1000 } } as const;
    await queue.add('unit', newJob('gone', 'groups-0-1000', thisBuild(), work));
    expect((await startWorker(`${redis.url}?queue=left`, '--idle', '1').ended).output).toContain('0 jobs done');
    await setTimeout(100);
    expect(await queue.getJobCounts('wait', 'active', 'failed')).toEqual({ wait: 0, active: 0, failed: 0 });
    await queue.close();
  });
});

describe('a queue that cannot be used', () => {
  it('because nothing answers is named with its address', async () => {
    const redis = await RedisServer.start();
    await redis.stop();
    const { exitCode, output } = await startWorker(redis.url).ended;
    expect(exitCode).toBe(5);
    expect(output).toContain(`error: no Redis answers at ${redis.url} (queue campaigns): connect ECONNREFUSED`);
    expect(output).toContain('hint: start redis-server there, or correct the URL');
  });

  it('because of its password is named without it; the right one may be in a variable', async () => {
    const redis = await RedisServer.start('right');
    const address = `127.0.0.1:${redis.port}`;
    try {
      for (const [url, problem] of [
        [`redis://:wrong@${address}`, 'refuses the password'],
        [`redis://${address}`, 'needs a password'],
      ] as const) {
        const { exitCode, output } = await startWorker(url).ended;
        expect(exitCode).toBe(5);
        expect(output).toContain(`Redis at redis://${address} (queue campaigns) ${problem}: `);
        expect(output).toContain('\nhint: set SMARTKEY_QUEUE_PASSWORD');
        expect(output).not.toContain('wrong@');
      }
      const env = { SMARTKEY_QUEUE_PASSWORD: 'right' };
      const worker = start(['worker', '--queue', `redis://${address}`, '--idle', '0.5'], env);
      expect((await worker.ended).exitCode).toBe(0);
    } finally {
      await redis.stop();
    }
  });

  it('because its packages are not installed is named with the fix', async () => {
    const project = join(folder, 'project');
    mkdirSync(join(project, 'node_modules'), { recursive: true });
    cpSync(join(ROOT, 'dist'), join(project, 'dist'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(project, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules/piscina'), join(project, 'node_modules/piscina'));
    const args = ['worker', '--queue', 'redis://127.0.0.1:1'];
    const { exitCode, output } = await start(args, {}, join(project, 'dist/smartkey.js')).ended;
    expect(exitCode).toBe(5);
    expect(output).toContain("error: a queue needs the package ioredis: Cannot find package 'ioredis'");
    expect(output).toContain('hint: run "npm install bullmq ioredis"');
  });
});
