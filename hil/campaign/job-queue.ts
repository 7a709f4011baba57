import type { BulkJobOptions, JobType } from 'bullmq';

import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { isJobData, type JobData } from './job.ts';
import type { QueuePlace } from './queue-url.ts';
import { connectionOf, loadBullmq } from './redis.ts';

/** Keys of BullMQ begin with it. */
export const KEY_PREFIX = 'smartkey';
const JOB_NAME = 'unit';
const ADDED_AT_ONCE = 500;
const FAILED_SHOWN = 100;
/** Jobs looked at before anything is added or taken. */
const SAMPLE = 20;

/** The parts of the engine's jobs that are used here. */
export interface QueuedJob {
  readonly id?: string | undefined;
  readonly name: string;
  readonly data: unknown;
  readonly failedReason: string;
  remove(): Promise<void>;
}

/** The parts of the engine's queue that are used here. */
interface QueueLike {
  addBulk(jobs: { name: string; data: JobData; opts: BulkJobOptions }[]): Promise<unknown>;
  getJobCounts(...types: JobType[]): Promise<Readonly<Record<string, number>>>;
  getJobs(types: JobType[], start: number, end: number): Promise<readonly QueuedJob[]>;
  isPaused(): Promise<boolean>;
  close(): Promise<void>;
}

/** A job that no worker could finish, and why. */
interface FailedJob {
  readonly unit: string;
  readonly reason: string;
}

/** The jobs of all campaigns on one queue, as a coordinator sees them. */
export class JobQueue {
  readonly #queue: QueueLike;

  private constructor(queue: QueueLike) {
    this.#queue = queue;
  }

  /** @throws OperationError (bench/queue-foreign) for a queue with jobs of another program */
  static async open(place: QueuePlace): Promise<JobQueue> {
    const { Queue } = await loadBullmq();
    const queue = new Queue(place.queue, { connection: connectionOf(place), prefix: KEY_PREFIX });
    queue.on('error', () => undefined);
    return JobQueue.on(queue, place);
  }

  /** Closes a queue that cannot be used. @throws OperationError (bench/queue-foreign), or the error of Redis */
  static async on(queue: QueueLike, place: Pick<QueuePlace, 'shown'>): Promise<JobQueue> {
    try {
      // What else the engine keeps of a queue is read by workers only when there are jobs.
      await queue.isPaused();
      const sample = await queue.getJobs(['wait', 'delayed', 'active', 'failed'], 0, SAMPLE);
      const foreign = sample.find(({ data }) => !isJobData(data));
      if (foreign !== undefined) throw foreignJob(place, foreign);
      return new JobQueue(queue);
    } catch (error) {
      await queue.close();
      throw error;
    }
  }

  /** Those that are on the queue already stay as they are. */
  async add(jobs: readonly JobData[]): Promise<void> {
    for (let at = 0; at < jobs.length; at += ADDED_AT_ONCE) {
      await this.#queue.addBulk(
        jobs.slice(at, at + ADDED_AT_ONCE).map((data) => ({
          name: JOB_NAME,
          data,
          opts: { jobId: jobIdOf(data), attempts: 1, removeOnComplete: true, removeOnFail: false },
        })),
      );
    }
  }

  /** How many wait or are at work, of all campaigns. */
  async size(): Promise<number> {
    const counts = await this.#queue.getJobCounts('wait', 'active', 'delayed', 'prioritized');
    return Object.values(counts).reduce((sum, each) => sum + each, 0);
  }

  /** Takes the failed jobs of a campaign off the queue. */
  async takeFailed(campaign: string): Promise<readonly FailedJob[]> {
    const jobs = await this.#queue.getJobs(['failed'], 0, FAILED_SHOWN);
    const own: FailedJob[] = [];
    for (const job of jobs) {
      const data: unknown = job.data;
      if (!isJobData(data) || data.campaign !== campaign) continue;
      own.push({ unit: data.unit, reason: job.failedReason });
      await job.remove();
    }
    return own;
  }

  close(): Promise<void> {
    return this.#queue.close();
  }
}

/** Equal for equal work: a second coordinator adds nothing. */
function jobIdOf({ campaign, unit }: JobData): string {
  return `${campaign}-${unit}`;
}

/** A job that this program has not made. */
export function foreignJob(
  { shown }: Pick<QueuePlace, 'shown'>,
  { id, name }: Pick<QueuedJob, 'id' | 'name'>,
): OperationError {
  const message = `${shown} has jobs of another program: job ${id ?? '?'}, "${name}"`;
  return new OperationError('bench/queue-foreign', message, { hint: 'use another queue: add ?queue=NAME to the URL' });
}
