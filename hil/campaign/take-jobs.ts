import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { WorkerOptions as EngineOptions } from 'bullmq';

import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { foreignJob, JobQueue, KEY_PREFIX, type QueuedJob } from './job-queue.ts';
import { encodeResult, isJobData, type Build, type JobData, type Work } from './job.ts';
import type { QueuePlace } from './queue-url.ts';
import { connectionOf, loadBullmq, openRedis } from './redis.ts';
import { queueError, redisError, troubleOf } from './redis-error.ts';
import { Registry, type WorkerRecord } from './registry.ts';
import { beginOn, watchRedis } from './watch-redis.ts';
import { within } from './within.ts';

const HEARTBEAT_MS = 5000;
/** A worker that does not renew its lock for this long has died: its job goes to another. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5000;
const IDLE_CHECK_MS = 100;
/** For the queue's own end, and for storing the last results. */
const CLOSE_MS = 3000;
/** For saying that this worker has ended, which others see by themselves a little later. */
const WITHDRAW_MS = 1000;
/** Between tries of what Redis refuses for now. */
const RETRY_MS = 500;
/** Ten minutes; then another worker may have more luck. */
const MAX_TRIES = 1200;
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
  /** The queue can be used: jobs are taken from now on. */
  readonly onReady: () => void;
  readonly onJob: (job: JobData, done: number) => void;
  /** Redis refuses commands for now, does not answer, or does again. */
  readonly onTrouble: (text: string) => void;
}

/**
 * Takes jobs until it is ended.
 *
 * @returns the number of jobs done
 * @throws OperationError (bench) where there is no Redis or it refuses commands, or for a job of another program or
 *   version; a job that has begun goes back to the queue
 */
export async function takeJobs(options: WorkerOptions): Promise<number> {
  const { place, onTrouble } = options;
  const redis = await openRedis(place, onTrouble);
  const record = { id: randomUUID(), ...options.build, jobs: options.jobs };
  const registry = new Registry(redis, place.queue);
  try {
    const pause = (ms: number): Promise<void> => setTimeout(ms);
    const announce = async (): Promise<void> => {
      // Refuses a queue of another program before anything is taken.
      await (await JobQueue.open(place)).close();
      await registry.announce(record);
    };
    await beginOn(redis, place, announce, { within });
    options.onReady();
    const { Worker, WaitingError } = await loadBullmq();
    const begin: BeginTaking = (take, engineOptions) => new Worker(place.queue, take, engineOptions);
    const parts = { registry, begin, toWait: () => new WaitingError(), pause };
    const taking = new Taking(options, parts, record);
    watchRedis(redis, place, { onTrouble, onRefused: (error) => taking.refuse(error) }, { pause, within });
    return await taking.run();
  } catch (error) {
    throw queueError(place, error);
  } finally {
    redis.disconnect();
  }
}

/** The parts of an engine's worker that are used here. */
interface EngineWorker {
  on(event: 'error', listener: (error: unknown) => void): unknown;
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
  readonly pause: (ms: number) => Promise<void>;
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
  /** Of them those whose work is being done; the others wait for Redis. */
  #working = 0;
  #isTroubled = false;
  #lastMs = performance.now();

  constructor(options: WorkerOptions, parts: TakingParts, record: WorkerRecord) {
    this.#options = options;
    this.#parts = parts;
    this.#registry = parts.registry;
    this.#record = record;
  }

  async run(): Promise<number> {
    const { place, jobs, signal } = this.#options;
    const worker = this.#parts.begin(
      async (job, token) => {
        const refused = this.#refusal(job);
        try {
          if (refused === null) return await this.#do(job.data as JobData);
          // What an interrupted command of another version left would keep these workers away for good.
          if (isJobData(job.data) && !(await this.#isWaitedFor(job.data))) return;
          await worker.pause(true);
          this.refuse(refused);
        } catch (error) {
          // A failed job would be the campaign's failure.
          const trouble = troubleOf(error);
          if (trouble === null) throw error;
          if (trouble === 'lasting') {
            await worker.pause(true);
            this.refuse(redisError(place, error));
          }
        }
        await this.#putBack(job, token);
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
    worker.on('error', (error) => this.#note(error));
    const onAbort = (): void => this.#ended.resolve(null);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const beat = setInterval(() => void this.#beat(), HEARTBEAT_MS);
    const idle = setInterval(() => this.#endIfIdle(), IDLE_CHECK_MS);
    try {
      await this.#ended.promise;
      await this.#close(worker);
      clearInterval(beat);
      await within(WITHDRAW_MS, this.#withdraw());
    } finally {
      clearInterval(beat);
      clearInterval(idle);
      signal.removeEventListener('abort', onAbort);
    }
    if (this.#failure !== null) throw this.#failure;
    return this.#done;
  }

  /** The results are stored when this thread is idle; a connection that is away need not be waited for. */
  async #close(worker: EngineWorker): Promise<void> {
    const closed = new AbortController();
    const { signal } = closed;
    const finished = async (): Promise<void> => {
      while (this.#working > 0) await setTimeout(IDLE_CHECK_MS, null, { signal });
      await setTimeout(CLOSE_MS, null, { signal });
    };
    try {
      await Promise.race([worker.close(), finished()]);
    } finally {
      closed.abort();
    }
  }

  async #withdraw(): Promise<void> {
    try {
      await this.#registry.withdraw(this.#record);
    } catch (error) {
      if (troubleOf(error) === null) throw error;
    }
  }

  async #do(job: JobData): Promise<void> {
    this.#active += 1;
    try {
      // Its coordinator has gone: a result would be for nobody.
      if (!(await this.#isWaitedFor(job))) return;
      const result = await this.#work(job);
      if (!(await this.#isWaitedFor(job))) return;
      await this.#insist(() => this.#registry.addResult(job.campaign, job.unit, result));
      this.#isTroubled = false;
      this.#done += 1;
      this.#options.onJob(job, this.#done);
    } finally {
      this.#active -= 1;
      this.#lastMs = performance.now();
    }
  }

  async #work({ work }: JobData): Promise<Buffer> {
    this.#working += 1;
    try {
      return await encodeResult(await this.#options.executor.run(work));
    } finally {
      this.#working -= 1;
    }
  }

  #isWaitedFor({ campaign }: JobData): Promise<boolean> {
    return this.#insist(() => this.#registry.isWaitedFor(campaign));
  }

  /** Tries again while Redis refuses for now: the result of a long job is not lost for a moment without memory. */
  async #insist<Result>(action: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return await action();
      } catch (error) {
        const trouble = troubleOf(error);
        const isOver = tries >= MAX_TRIES || this.#options.signal.aborted;
        if (trouble === null || trouble === 'lasting' || isOver) throw error;
        this.#note(error);
        await this.#parts.pause(RETRY_MS);
      }
    }
  }

  /** Where Redis refuses that too, the job's lock ends, and it goes to another worker. */
  async #putBack(job: TakenJob, token: string | undefined): Promise<void> {
    try {
      await job.moveToWait(token);
    } catch (error) {
      if (troubleOf(error) === null) throw error;
    }
  }

  /** A lost connection is waited for, and reported where it is watched; any other error here is of a lost lock. */
  #note(error: unknown): void {
    const { place, onTrouble } = this.#options;
    const trouble = troubleOf(error);
    if (trouble === 'lasting') this.refuse(redisError(place, error));
    if (trouble !== 'passing' || this.#isTroubled) return;
    this.#isTroubled = true;
    onTrouble(`${redisError(place, error).message}; trying again`);
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

  /** Ends with this error: the queue is not for this worker. */
  refuse(error: OperationError): void {
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
    } catch (error) {
      // The next beat is soon.
      this.#note(error);
    }
  }
}
