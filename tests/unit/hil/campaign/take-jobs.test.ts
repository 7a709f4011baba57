import { describe, expect, it } from 'vitest';
import { decodeResult, newJob, type JobData } from '../../../../hil/campaign/job.ts';
import { Taking, type TakeJob } from '../../../../hil/campaign/take-jobs.ts';

const BUILD = { version: '1', hash: 'a' };
const WORK = { kind: 'explore', seed: 1, range: { from: 0, to: 1 } } as const;

/** An engine with one worker, a registry, and work that is done at once. */
class FakeQueue {
  readonly results: string[] = [];
  readonly log: string[] = [];
  waitedFor: readonly boolean[] = [];
  readonly end: AbortController = new AbortController();
  take: TakeJob = () => Promise.reject(new Error('not begun'));

  run(idleMs: number | null = null): Promise<number> {
    const waits = this.waitedFor.values();
    const place = { url: 'redis://h', queue: 'q', database: null, shown: 'redis://h (queue q)' };
    const options = {
      ...{ place, build: BUILD, jobs: 1, idleMs, signal: this.end.signal },
      executor: { run: () => Promise.resolve({ done: true }) },
      onJob: ({ unit }: JobData, done: number) => this.log.push(`${unit} is ${done}`),
    };
    const note = (text: string): Promise<void> => Promise.resolve(void this.log.push(text));
    const registry = {
      announce: () => note('announced'),
      withdraw: () => note('withdrawn'),
      isWaitedFor: () => Promise.resolve(waits.next().value ?? true),
      addResult: async (campaign: string, unit: string, bytes: Uint8Array) => {
        this.results.push(`${campaign} ${unit} ${JSON.stringify(await decodeResult(bytes))}`);
      },
    };
    const begin = (take: TakeJob): ReturnType<FakeQueue['engine']> => {
      this.take = take;
      return this.engine();
    };
    const parts = { registry, begin, toWait: () => new Error('waiting') };
    return new Taking(options, parts, { id: 'w', jobs: 1, ...BUILD }).run();
  }

  engine(): { on(): void; pause(): Promise<void>; close(): Promise<void> } {
    const note = (text: string): Promise<void> => Promise.resolve(void this.log.push(text));
    return { on: () => undefined, pause: () => note('paused'), close: () => note('closed') };
  }

  give(data: unknown): Promise<void> {
    const moveToWait = (): Promise<void> => Promise.resolve(void this.log.push('put back'));
    return this.take({ id: '7', name: 'unit', data, moveToWait }, 'token');
  }
}

describe('a worker', () => {
  it('does jobs, and leaves their results', async () => {
    const queue = new FakeQueue();
    const ended = queue.run();
    await Promise.resolve();
    await queue.give(newJob('c', 'a', BUILD, WORK));
    await queue.give(newJob('c', 'b', BUILD, WORK));
    queue.end.abort();
    expect(await ended).toBe(2);
    expect(queue.results).toEqual(['c a {"done":true}', 'c b {"done":true}']);
    expect(queue.log).toEqual(['announced', 'a is 1', 'b is 2', 'closed', 'withdrawn']);
  });

  it('drops what nobody waits for, before and after the work', async () => {
    const queue = new FakeQueue();
    queue.waitedFor = [false, true, false];
    const ended = queue.run();
    await Promise.resolve();
    await queue.give(newJob('c', 'a', BUILD, WORK));
    await queue.give(newJob('c', 'b', BUILD, WORK));
    queue.end.abort();
    expect([await ended, queue.results]).toEqual([0, []]);
  });

  it('drops what nobody waits for also where another version left it', async () => {
    const queue = new FakeQueue();
    queue.waitedFor = [false, true, true];
    const ended = queue.run();
    await Promise.resolve();
    await queue.give(newJob('left', 'a', { version: '2', hash: 'b' }, WORK));
    await queue.give(newJob('c', 'b', BUILD, WORK));
    queue.end.abort();
    expect([await ended, queue.results]).toEqual([1, ['c b {"done":true}']]);
  });

  it('puts a job of another version or program back, and ends', async () => {
    for (const [data, message] of [
      [
        newJob('c', 'a', { version: '2', hash: 'b' }, WORK),
        'the queue has a campaign of version 2 (build b); this worker is of version 1 (build a)',
      ],
      [{ to: 'somebody' }, 'redis://h (queue q) has jobs of another program: job 7, "unit"'],
    ] as const) {
      const queue = new FakeQueue();
      const ended = queue.run();
      await Promise.resolve();
      const given = expect(queue.give(data)).rejects.toThrow('waiting');
      await expect(ended).rejects.toThrow(message);
      await given;
      expect(queue.log).toEqual(['announced', 'paused', 'put back', 'closed', 'withdrawn']);
    }
  });

  it('ends at once where it has been ended before it began, or without a job', async () => {
    const queue = new FakeQueue();
    queue.end.abort();
    expect(await queue.run()).toBe(0);
    expect(await new FakeQueue().run(0)).toBe(0);
  });
});
