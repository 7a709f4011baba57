import { randomUUID } from 'node:crypto';

import { benchError, OperationError } from '../../can-bus/errors/operation-error.ts';
import type { JobQueue } from './job-queue.ts';
import { newJob, type Build, type Work } from './job.ts';
import type { CampaignProgress } from './progress.ts';
import type { QueuePlace } from './queue-url.ts';
import { queueError, troubleOf } from './redis-error.ts';
import { FIRST_CURSOR, type Registry, type WorkerRecord } from './registry.ts';
import { UNITS_AHEAD } from './window.ts';

const POLL_MS = 50;
const HEARTBEAT_MS = 5000;
const LOOK_MS = 2000;
/** Looks in a row at which fewer jobs are on the queue than wait for results. */
const SHORT_LOOKS = 3;
const NOTICE_MS = 15_000;
/** Consecutive failures of Redis commands, not of its connection, which is waited for. */
const MAX_FAILURES = 20;
const FAILURE_PAUSE_MS = 500;
/** For leaving the queue. */
const CLOSE_MS = 3000;
/** Results of units that nobody has asked for yet. */
const MAX_EARLY = 2 * UNITS_AHEAD;
/** So long the reading of results waits, while there are too many early ones, for the next unit to be asked for. */
const MAX_BEHIND_MS = 1000;

export interface CoordinatorOptions {
  readonly campaign: string;
  readonly build: Build;
  /** How many units will be asked for; null: as many as have been so far. */
  readonly units: number | null;
  /** What the operator should know: no worker, workers of another version. */
  readonly onNotice: (text: string) => void;
  /** Redis refuses commands for now, does not answer, or does again. */
  readonly onTrouble: (text: string) => void;
  readonly onProgress: (progress: CampaignProgress) => void;
}

/** What a coordinator works with, beside its options. */
export interface CoordinatorParts {
  /** For messages. */
  readonly place: Pick<QueuePlace, 'shown'>;
  readonly jobs: Pick<JobQueue, 'add' | 'size' | 'takeFailed' | 'close'>;
  readonly registry: Pick<Registry, 'waitFor' | 'leave' | 'resultsAfter' | 'workers'>;
  readonly clock: {
    nowMs(): number;
    pause(ms: number): Promise<void>;
    within(ms: number, action: Promise<unknown>): Promise<boolean>;
  };
  /** After everything else is closed. */
  readonly disconnect: () => void;
}

interface Pending {
  readonly work: Work;
  readonly resolve: (result: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts the units of one campaign onto the queue, and collects their results. A result counts once, however often a unit
 * was done: the results in Redis say what is done, and the jobs only what is under way.
 */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #parts: CoordinatorParts;
  readonly #id = randomUUID();
  readonly #pending = new Map<string, Pending>();
  /** Those of them that are not on the queue yet. */
  readonly #fresh = new Set<string>();
  readonly #early = new Map<string, Uint8Array>();
  readonly #startMs: number;
  readonly #loop: Promise<void>;
  #cursor = FIRST_CURSOR;
  #isCaughtUp = false;
  #asked = 0;
  #done = 0;
  #before = 0;
  /** Null where they must be counted: at first, and where a result shows that a count of none is out of date. */
  #workers: readonly WorkerRecord[] | null = null;
  #isClosed = false;
  /** Why no unit can be done any more. */
  #failure: OperationError | null = null;
  #beatMs = -Infinity;
  #askedMs: number;
  #lookMs: number;
  #noticeMs: number;
  #doneAtLook = 0;
  #shortLooks = 0;

  constructor(options: CoordinatorOptions, parts: CoordinatorParts) {
    this.#options = options;
    this.#parts = parts;
    this.#startMs = parts.clock.nowMs();
    this.#askedMs = this.#startMs;
    this.#lookMs = this.#startMs;
    this.#noticeMs = this.#startMs - NOTICE_MS + LOOK_MS;
    this.#loop = this.#run();
  }

  /** Jobs with a result, and all that there will be, as far as that is known. */
  get counts(): Pick<CampaignProgress, 'done' | 'total'> {
    return { done: this.#done, total: this.#options.units ?? this.#asked };
  }

  /** Units without a result, and results without a unit, that it keeps. */
  get held(): number {
    return this.#pending.size + this.#early.size;
  }

  /**
   * The result of one unit, encoded.
   *
   * @param unit its name, unique within the campaign: letters, digits, dots and dashes
   * @throws OperationError (bench) where workers cannot finish it, or the queue has failed
   */
  run(unit: string, work: Work): Promise<Uint8Array> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    this.#asked += 1;
    this.#askedMs = this.#parts.clock.nowMs();
    const early = this.#early.get(unit);
    this.#pending.set(unit, { work, resolve, reject });
    if (early === undefined) this.#fresh.add(unit);
    else {
      this.#early.delete(unit);
      this.#finish(unit, early);
    }
    return promise;
  }

  /** Ends each unit with this error: Redis lets this program in no more. */
  refuse(error: OperationError): void {
    this.#failure ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
  }

  /**
   * Leaves the queue; a Redis that is away is not waited for, since what is left there ends by itself.
   *
   * @param isDone the results are not needed any more; else the same command continues with them
   */
  async close(isDone: boolean): Promise<void> {
    this.#isClosed = true;
    try {
      await this.#parts.clock.within(CLOSE_MS, this.#leave(isDone));
    } finally {
      this.#parts.disconnect();
    }
  }

  async #leave(isDone: boolean): Promise<void> {
    const { registry, jobs } = this.#parts;
    await this.#loop;
    try {
      await registry.leave(this.#options.campaign, this.#id, isDone);
    } catch (error) {
      // What it refuses now was the command's failure already, or changes nothing in its result.
      if (troubleOf(error) === null) throw error;
    } finally {
      await jobs.close();
    }
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#isClosed && this.#failure === null) {
      try {
        const isIdle = await this.#turn();
        failures = 0;
        if (isIdle) await this.#parts.clock.pause(POLL_MS);
      } catch (error) {
        failures += 1;
        const trouble = troubleOf(error);
        if (trouble === 'lasting' || failures > MAX_FAILURES) return this.refuse(this.#failureOf(error));
        if (trouble === 'passing' && failures === 1) {
          this.#options.onTrouble(`${this.#failureOf(error).message}; trying again`);
        }
        await this.#parts.clock.pause(FAILURE_PAUSE_MS);
      }
    }
  }

  #failureOf(error: unknown): OperationError {
    const known = queueError(this.#parts.place, error);
    if (known instanceof OperationError) return known;
    const reason = error instanceof Error ? error.message : String(error);
    return benchError(`the queue failed: ${reason}`, 'check Redis; the same command continues');
  }

  /** @returns whether nothing has happened */
  async #turn(): Promise<boolean> {
    const { registry, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const { campaign, onProgress } = this.#options;
    if (nowMs - this.#beatMs >= HEARTBEAT_MS) {
      await registry.waitFor(campaign, this.#id);
      this.#beatMs = nowMs;
    }
    const isIdle = this.#isBehind(nowMs) || (await this.#readResults());
    if (this.#isCaughtUp) await this.#addFresh();
    if (nowMs - this.#lookMs >= LOOK_MS) await this.#look(nowMs);
    const seconds = (nowMs - this.#startMs) / 1000;
    this.#workers ??= await this.#parts.registry.workers();
    onProgress({ ...this.counts, before: this.#before, seconds, workers: this.#ownOf(this.#workers).length });
    return isIdle;
  }

  /** Of a campaign that goes on, results can be read faster than their units are asked for. */
  #isBehind(nowMs: number): boolean {
    return this.#early.size >= MAX_EARLY && nowMs - this.#askedMs < MAX_BEHIND_MS;
  }

  /** @returns whether there were none */
  async #readResults(): Promise<boolean> {
    const { results, cursor } = await this.#parts.registry.resultsAfter(this.#options.campaign, this.#cursor);
    this.#cursor = cursor;
    for (const { unit, bytes } of results) this.#finish(unit, bytes);
    if (results.length === 0) this.#isCaughtUp = true;
    return results.length === 0;
  }

  #finish(unit: string, bytes: Uint8Array): void {
    const pending = this.#pending.get(unit);
    if (pending === undefined) {
      this.#keepEarly(unit, bytes);
      return;
    }
    this.#pending.delete(unit);
    this.#fresh.delete(unit);
    this.#done += 1;
    if (!this.#isCaughtUp) this.#before += 1;
    else if (this.#workers !== null && this.#ownOf(this.#workers).length === 0) this.#workers = null;
    pending.resolve(bytes);
  }

  /** Of a unit that is asked for later, such as a second attempt; or a result that is there twice. */
  #keepEarly(unit: string, bytes: Uint8Array): void {
    this.#early.set(unit, bytes);
    if (this.#early.size <= MAX_EARLY) return;
    // If it is asked for after all, it is done again.
    const [oldest] = this.#early.keys();
    if (oldest !== undefined) this.#early.delete(oldest);
  }

  async #addFresh(): Promise<void> {
    if (this.#fresh.size === 0) return;
    const fresh = [...this.#fresh];
    await this.#add(fresh);
    for (const unit of fresh) this.#fresh.delete(unit);
  }

  #add(units: readonly string[]): Promise<void> {
    const { campaign, build } = this.#options;
    return this.#parts.jobs.add(
      units.flatMap((unit) => {
        const pending = this.#pending.get(unit);
        return pending === undefined ? [] : [newJob(campaign, unit, build, pending.work)];
      }),
    );
  }

  /** Looks after jobs that failed or were lost, and after the workers. */
  async #look(nowMs: number): Promise<void> {
    this.#lookMs = nowMs;
    const { campaign, build, onNotice } = this.#options;
    for (const { unit, reason } of await this.#parts.jobs.takeFailed(campaign)) this.#fail(unit, reason);
    const workers = await this.#parts.registry.workers();
    this.#workers = workers;
    const isStill = this.#doneAtLook === this.#done;
    this.#doneAtLook = this.#done;
    if (!isStill || this.#pending.size === 0) {
      this.#shortLooks = 0;
      return;
    }
    await this.#replaceLost();
    if (this.#ownOf(workers).length > 0 || nowMs - this.#noticeMs < NOTICE_MS) return;
    this.#noticeMs = nowMs;
    const others = new Set(workers.map(({ version, hash }) => `${version} (build ${hash})`));
    onNotice(
      others.size === 0
        ? 'no worker is connected to the queue'
        : `no worker has this version, ${build.version} (build ${build.hash}); there are workers of ${[...others].join(', ')}: install the same version on both`,
    );
  }

  /** Those of this build, which do the jobs. */
  #ownOf(workers: readonly WorkerRecord[]): readonly WorkerRecord[] {
    const { version, hash } = this.#options.build;
    return workers.filter((worker) => worker.version === version && worker.hash === hash);
  }

  /** A Redis that was killed may have lost what it was given last. At one look alone a job may just have ended. */
  async #replaceLost(): Promise<void> {
    this.#shortLooks = (await this.#parts.jobs.size()) < this.#pending.size ? this.#shortLooks + 1 : 0;
    if (this.#shortLooks < SHORT_LOOKS) return;
    this.#shortLooks = 0;
    await this.#add([...this.#pending.keys()]);
  }

  #fail(unit: string, reason: string): void {
    const pending = this.#pending.get(unit);
    this.#pending.delete(unit);
    this.#fresh.delete(unit);
    pending?.reject(benchError(`no worker could finish ${unit}: ${reason}`, 'run it alone, without the queue'));
  }
}
