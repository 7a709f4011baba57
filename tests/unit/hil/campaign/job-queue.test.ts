import type { BulkJobOptions } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { JobQueue, type QueuedJob } from '../../../../hil/campaign/job-queue.ts';
import { newJob, type JobData } from '../../../../hil/campaign/job.ts';

const PLACE = { shown: 'redis://h (queue q)' };

function job(unit: string, campaign = 'c'): JobData {
  const work = { kind: 'explore', seed: 1, range: { from: 0, to: 1 } } as const;
  return newJob(campaign, unit, { version: '1', hash: 'a' }, work);
}

/** A queue of BullMQ, as far as it is used. */
class FakeQueue {
  readonly bulks: { readonly data: JobData; readonly opts?: BulkJobOptions }[][] = [];
  readonly removed: unknown[] = [];
  jobs: { readonly data: unknown; readonly failedReason?: string }[] = [];
  isClosed = false;
  isPaused = (): Promise<boolean> => Promise.resolve(false);

  addBulk = (jobs: FakeQueue['bulks'][number]): Promise<null> => {
    this.bulks.push(jobs);
    return Promise.resolve(null);
  };
  getJobCounts = (...types: string[]): Promise<Record<string, number>> => {
    return Promise.resolve(Object.fromEntries(types.map((type, index) => [type, index + 1])));
  };
  getJobs = (): Promise<readonly QueuedJob[]> => {
    const jobs = this.jobs.map(({ data, failedReason = '' }, index) => {
      const remove = (): Promise<void> => Promise.resolve(void this.removed.push(data));
      return { id: String(index), name: 'unit', data, failedReason, remove };
    });
    return Promise.resolve(jobs);
  };
  close = (): Promise<void> => {
    this.isClosed = true;
    return Promise.resolve();
  };
}

describe('the queue of campaigns', () => {
  it('adds jobs 500 at once, each under a name that is equal for equal work', async () => {
    const fake = new FakeQueue();
    const queue = await JobQueue.on(fake, PLACE);
    await queue.add(Array.from({ length: 1100 }, (_, unit) => job(`unit-${unit}`)));
    expect(fake.bulks.map(({ length }) => length)).toEqual([500, 500, 100]);
    expect(fake.bulks[2]?.[99]?.opts).toEqual({
      ...{ jobId: 'c-unit-1099', attempts: 1, removeOnComplete: true, removeOnFail: false },
    });
    expect(await queue.size()).toBe(1 + 2 + 3 + 4);
  });

  it('takes the failed jobs of one campaign off, and no others', async () => {
    const fake = new FakeQueue();
    const queue = await JobQueue.on(fake, PLACE);
    fake.jobs = [
      { data: job('a'), failedReason: 'stalled' },
      { data: job('b', 'other') },
      { data: { to: 'somebody' } },
    ];
    expect(await queue.takeFailed('c')).toEqual([{ unit: 'a', reason: 'stalled' }]);
    expect(fake.removed).toEqual([job('a')]);
  });

  it('of another program is left as it is', async () => {
    const fake = new FakeQueue();
    fake.jobs = [{ data: job('a') }, { data: { to: 'somebody' } }];
    await expect(JobQueue.on(fake, PLACE)).rejects.toMatchObject({
      code: 'bench/queue-foreign',
      message: 'redis://h (queue q) has jobs of another program: job 1, "unit"',
      hint: 'use another queue: add ?queue=NAME to the URL',
    });
    expect([fake.isClosed, fake.bulks, fake.removed]).toEqual([true, [], []]);
  });

  it('whose keys are of another kind is closed', async () => {
    const fake = new FakeQueue();
    fake.isPaused = () => Promise.reject(new Error('WRONGTYPE'));
    await expect(JobQueue.on(fake, PLACE)).rejects.toThrow('WRONGTYPE');
    expect(fake.isClosed).toBe(true);
  });
});
