import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';

import { benchError } from '../../can-bus/errors/operation-error.ts';
import { JobQueue } from './job-queue.ts';
import { decodeResult, newJob, type Build, type Work } from './job.ts';
import type { CampaignProgress } from './progress.ts';
import type { QueuePlace } from './queue-url.ts';
import { openRedis } from './redis.ts';
import { FIRST_CURSOR, Registry } from './registry.ts';

const POLL_MS = 50;
const HEARTBEAT_MS = 5000;
const LOOK_MS = 2000;
/** Looks in a row at which fewer jobs are on the queue than wait for results. */
const SHORT_LOOKS = 3;
const NOTICE_MS = 15_000;
/** Consecutive failures of Redis commands, not of its connection, which is waited for. */
const MAX_FAILURES = 20;
const FAILURE_PAUSE_MS = 500;

interface CoordinatorOptions {
  readonly place: QueuePlace;
  readonly campaign: string;
  readonly build: Build;
  /** What the operator should know: no worker, workers of another version. */
  readonly onNotice: (text: string) => void;
  readonly onProgress: (progress: CampaignProgress) => void;
}

interface Pending {
  readonly work: Work;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  isAdded: boolean;
}

/**
 * Puts the units of one campaign onto the queue, and collects their results. A result counts once, however often a unit
 * was done: the results in Redis say what is done, and the jobs only what is under way.
 */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #redis: Redis;
  readonly #jobs: JobQueue;
  readonly #registry: Registry;
  readonly #id = randomUUID();
  readonly #pending = new Map<string, Pending>();
  readonly #startMs = performance.now();
  readonly #early = new Map<string, Buffer>();
  readonly #loop: Promise<void>;
  #cursor = FIRST_CURSOR;
  #isCaughtUp = false;
  #total = 0;
  #done = 0;
  #before = 0;
  #workers = 0;
  #isClosed = false;
  #beatMs = -Infinity;
  #lookMs = performance.now();
  #noticeMs = performance.now() - NOTICE_MS + LOOK_MS;
  #doneAtLook = 0;
  #shortLooks = 0;

  private constructor(options: CoordinatorOptions, redis: Redis, jobs: JobQueue) {
    this.#options = options;
    this.#redis = redis;
    this.#jobs = jobs;
    this.#registry = new Registry(redis, options.place.queue);
    this.#loop = this.#run();
  }

  /** @throws OperationError (bench) where there is no Redis, or the queue is another program's */
  static async open(options: CoordinatorOptions): Promise<Coordinator> {
    const redis = await openRedis(options.place);
    try {
      const jobs = await JobQueue.open(options.place);
      await jobs.takeFailed(options.campaign);
      return new Coordinator(options, redis, jobs);
    } catch (error) {
      redis.disconnect();
      throw error;
    }
  }

  /**
   * The result of one unit.
   *
   * @param unit its name, unique within the campaign: letters, digits, dots and dashes
   * @throws OperationError (bench) where workers cannot finish it
   */
  run(unit: string, work: Work): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#total += 1;
    const early = this.#early.get(unit);
    const pending = { work, resolve, reject, isAdded: false };
    this.#pending.set(unit, pending);
    if (early !== undefined) void this.#finish(unit, early);
    return promise;
  }

  /** @param isDone the results are not needed any more; else the same command continues with them */
  async close(isDone: boolean): Promise<void> {
    this.#isClosed = true;
    await this.#loop;
    try {
      await this.#registry.leave(this.#options.campaign, this.#id, isDone);
    } finally {
      await this.#jobs.close();
      this.#redis.disconnect();
    }
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#isClosed) {
      try {
        const isIdle = await this.#turn();
        failures = 0;
        if (isIdle) await setTimeout(POLL_MS);
      } catch (error) {
        failures += 1;
        if (failures > MAX_FAILURES) {
          this.#rejectAll(error);
          return;
        }
        await setTimeout(FAILURE_PAUSE_MS);
      }
    }
  }

  /** @returns whether nothing has happened */
  async #turn(): Promise<boolean> {
    const nowMs = performance.now();
    const { campaign, onProgress } = this.#options;
    if (nowMs - this.#beatMs >= HEARTBEAT_MS) {
      await this.#registry.waitFor(campaign, this.#id);
      this.#beatMs = nowMs;
    }
    const { results, cursor } = await this.#registry.resultsAfter(campaign, this.#cursor);
    this.#cursor = cursor;
    for (const { unit, bytes } of results) await this.#finish(unit, bytes);
    if (results.length === 0) {
      this.#isCaughtUp = true;
      await this.#addNew();
    }
    if (nowMs - this.#lookMs >= LOOK_MS) await this.#look(nowMs);
    const seconds = (performance.now() - this.#startMs) / 1000;
    onProgress({ done: this.#done, total: this.#total, before: this.#before, seconds, workers: this.#workers });
    return results.length === 0;
  }

  async #finish(unit: string, bytes: Buffer): Promise<void> {
    const pending = this.#pending.get(unit);
    if (pending === undefined) {
      // Of a unit that is asked for later, such as a second attempt; or a result that is there twice.
      this.#early.set(unit, bytes);
      return;
    }
    this.#pending.delete(unit);
    this.#done += 1;
    if (!this.#isCaughtUp) this.#before += 1;
    pending.resolve(await decodeResult(bytes));
  }

  async #addNew(): Promise<void> {
    const fresh = [...this.#pending].filter(([, { isAdded }]) => !isAdded);
    if (fresh.length === 0) return;
    await this.#add(fresh);
    for (const [, pending] of fresh) pending.isAdded = true;
  }

  #add(pending: readonly (readonly [unit: string, Pending])[]): Promise<void> {
    const { campaign, build } = this.#options;
    return this.#jobs.add(pending.map(([unit, { work }]) => newJob(campaign, unit, build, work)));
  }

  /** Looks after jobs that failed or were lost, and after the workers. */
  async #look(nowMs: number): Promise<void> {
    this.#lookMs = nowMs;
    const { campaign, build, onNotice } = this.#options;
    for (const { unit, reason } of await this.#jobs.takeFailed(campaign)) this.#fail(unit, reason);
    const workers = await this.#registry.workers();
    const own = workers.filter(({ version, hash }) => version === build.version && hash === build.hash);
    this.#workers = own.length;
    const isStill = this.#doneAtLook === this.#done;
    this.#doneAtLook = this.#done;
    if (!isStill || this.#pending.size === 0) {
      this.#shortLooks = 0;
      return;
    }
    await this.#replaceLost();
    if (own.length > 0 || nowMs - this.#noticeMs < NOTICE_MS) return;
    this.#noticeMs = nowMs;
    const others = new Set(workers.map(({ version, hash }) => `${version} (build ${hash})`));
    onNotice(
      others.size === 0
        ? 'no worker is connected to the queue'
        : `no worker has this version, ${build.version} (build ${build.hash}); there are workers of ${[...others].join(', ')}: install the same version on both`,
    );
  }

  /** A Redis that was killed may have lost what it was given last. At one look alone a job may just have ended. */
  async #replaceLost(): Promise<void> {
    this.#shortLooks = (await this.#jobs.size()) < this.#pending.size ? this.#shortLooks + 1 : 0;
    if (this.#shortLooks < SHORT_LOOKS) return;
    this.#shortLooks = 0;
    await this.#add([...this.#pending]);
  }

  #fail(unit: string, reason: string): void {
    const pending = this.#pending.get(unit);
    this.#pending.delete(unit);
    pending?.reject(benchError(`no worker could finish ${unit}: ${reason}`, 'run it alone, without the queue'));
  }

  #rejectAll(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const failure = benchError(`the queue failed: ${reason}`, 'check Redis; the same command continues');
    for (const { reject } of this.#pending.values()) reject(failure);
    this.#pending.clear();
  }
}
