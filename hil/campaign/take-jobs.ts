import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { WorkerOptions as EngineOptions } from 'bullmq';

import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { foreignJob, JobQueue, KEY_PREFIX, type QueuedJob } from './job-queue.ts';
import { encodeResult, isJobData, type Build, type JobData, type Work } from './job.ts';
import type { QueuePlace } from './queue-url.ts';
import { connectionOf, loadBullmq, openRedis } from './redis.ts';
import { Registry, type WorkerRecord } from './registry.ts';

const HEARTBEAT_MS = 5000;
/** A worker that does not renew its lock for this long has died: its job goes to another. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5000;
const IDLE_CHECK_MS = 100;
/** For the queue's own end. */
const CLOSE_MS = 3000;
/** A job whose workers die each time is given up. */
const MAX_STALLED = 3;

/** Does the work of jobs, away from this thread. */
export interface Executor {
  run(work: Work): Promise<unknown>;
}

interface WorkerOptions {
  readonly place: QueuePlace;
  readonly build: Build;
  /** At the same time. */
  readonly jobs: number;
  readonly executor: Executor;
  /** Aborted: what has begun is finished, and no other job is taken. */
  readonly signal: AbortSignal;
  /** Ends after this many ms without a job; null: never. */
  readonly idleMs: number | null;
  readonly onJob: (job: JobData, done: number) => void;
}

/**
 * Takes jobs until it is ended.
 *
 * @returns the number of jobs done
 * @throws OperationError (bench) where there is no Redis, or for a job of another program or version, which goes back to
 *   the queue
 */
export async function takeJobs(options: WorkerOptions): Promise<number> {
  const redis = await openRedis(options.place);
  const record = { id: randomUUID(), ...options.build, jobs: options.jobs };
  const registry = new Registry(redis, options.place.queue);
  try {
    // Refuses a queue of another program before anything is taken.
    await (await JobQueue.open(options.place)).close();
    const { Worker, WaitingError } = await loadBullmq();
    const begin: BeginTaking = (take, engineOptions) => new Worker(options.place.queue, take, engineOptions);
    return await new Taking(options, { registry, begin, toWait: () => new WaitingError() }, record).run();
  } finally {
    redis.disconnect();
  }
}

/** The parts of an engine's worker that are used here. */
interface EngineWorker {
  on(event: 'error', listener: () => void): unknown;
  pause(doNotWaitActive: boolean): Promise<void>;
  close(): Promise<void>;
}

interface TakenJob extends Pick<QueuedJob, 'id' | 'name' | 'data'> {
  moveToWait(token?: string): Promise<unknown>;
}

/** What is done with a job. */
export type TakeJob = (job: TakenJob, token?: string) => Promise<void>;

type BeginTaking = (take: TakeJob, options: EngineOptions) => EngineWorker;

/** What jobs are taken with. */
interface TakingParts {
  readonly registry: Pick<Registry, 'announce' | 'withdraw' | 'isWaitedFor' | 'addResult'>;
  readonly begin: BeginTaking;
  /** What the engine understands as: the job has gone back to the queue. */
  readonly toWait: () => Error;
}

export class Taking {
  readonly #options: WorkerOptions;
  readonly #parts: TakingParts;
  readonly #registry: TakingParts['registry'];
  readonly #record: WorkerRecord;
  readonly #ended = Promise.withResolvers<null>();
  #failure: OperationError | null = null;
  #done = 0;
  #active = 0;
  #lastMs = performance.now();

  constructor(options: WorkerOptions, parts: TakingParts, record: WorkerRecord) {
    this.#options = options;
    this.#parts = parts;
    this.#registry = parts.registry;
    this.#record = record;
  }

  async run(): Promise<number> {
    const { place, jobs, signal } = this.#options;
    await this.#registry.announce(this.#record);
    const worker = this.#parts.begin(
      async (job, token) => {
        const refused = this.#refusal(job);
        if (refused === null) return this.#do(job.data as JobData);
        // What an interrupted command of another version left would keep these workers away for good.
        if (isJobData(job.data) && !(await this.#registry.isWaitedFor(job.data.campaign))) return;
        await worker.pause(true);
        this.#fail(refused);
        await job.moveToWait(token);
        throw this.#parts.toWait();
      },
      {
        connection: connectionOf(place),
        prefix: KEY_PREFIX,
        concurrency: jobs,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_CHECK_MS,
        maxStalledCount: MAX_STALLED,
      },
    );
    // A lost connection is waited for; a job whose lock was lost has gone to another worker.
    worker.on('error', () => undefined);
    const onAbort = (): void => this.#ended.resolve(null);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const beat = setInterval(() => void this.#beat(), HEARTBEAT_MS);
    const idle = setInterval(() => this.#endIfIdle(), IDLE_CHECK_MS);
    try {
      await this.#ended.promise;
      await this.#close(worker);
      await this.#registry.withdraw(this.#record);
    } finally {
      clearInterval(beat);
      clearInterval(idle);
      signal.removeEventListener('abort', onAbort);
    }
    if (this.#failure !== null) throw this.#failure;
    return this.#done;
  }

  /** The results are stored when this thread is idle; a connection that is just restored need not be waited for. */
  async #close(worker: EngineWorker): Promise<void> {
    const closed = new AbortController();
    const { signal } = closed;
    const finished = async (): Promise<void> => {
      while (this.#active > 0) await setTimeout(IDLE_CHECK_MS, null, { signal });
      await setTimeout(CLOSE_MS, null, { signal });
    };
    try {
      await Promise.race([worker.close(), finished()]);
    } finally {
      closed.abort();
    }
  }

  async #do(job: JobData): Promise<void> {
    this.#active += 1;
    try {
      const { campaign, unit, work } = job;
      // Its coordinator has gone: a result would be for nobody.
      if (!(await this.#registry.isWaitedFor(campaign))) return;
      const result = await this.#options.executor.run(work);
      if (!(await this.#registry.isWaitedFor(campaign))) return;
      await this.#registry.addResult(campaign, unit, await encodeResult(result));
      this.#done += 1;
      this.#options.onJob(job, this.#done);
    } finally {
      this.#active -= 1;
      this.#lastMs = performance.now();
    }
  }

  #refusal(job: TakenJob): OperationError | null {
    const { place, build } = this.#options;
    const data: unknown = job.data;
    if (!isJobData(data)) return foreignJob(place, job);
    if (data.build.version === build.version && data.build.hash === build.hash) return null;
    const theirs = `${data.build.version} (build ${data.build.hash})`;
    return new OperationError(
      'bench/queue-version',
      `the queue has a campaign of version ${theirs}; this worker is of version ${build.version} (build ${build.hash})`,
      { hint: 'install the same version on both, or give each its own queue: add ?queue=NAME to the URL' },
    );
  }

  #fail(error: OperationError): void {
    this.#failure ??= error;
    this.#ended.resolve(null);
  }

  #endIfIdle(): void {
    const { idleMs } = this.#options;
    if (idleMs !== null && this.#active === 0 && performance.now() - this.#lastMs >= idleMs) this.#ended.resolve(null);
  }

  async #beat(): Promise<void> {
    try {
      await this.#registry.announce(this.#record);
    } catch {
      // The connection is waited for, and the next beat is soon.
    }
  }
}
