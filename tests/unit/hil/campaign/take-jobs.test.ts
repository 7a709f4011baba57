import { describe, expect, it } from 'vitest';
import { decodeResult, newJob, type JobData } from '../../../../hil/campaign/job.ts';
import { Taking, type TakeJob } from '../../../../hil/campaign/take-jobs.ts';
import { replyError } from './reply-error.ts';

const BUILD = { version: '1', hash: 'a' };
const WORK = { kind: 'explore', seed: 1, range: { from: 0, to: 1 } } as const;

/** An engine with one worker, a registry, and work that is done at once. */
class FakeQueue {
  readonly results: string[] = [];
  readonly log: string[] = [];
  waitedFor: readonly boolean[] = [];
  readonly end: AbortController = new AbortController();
  take: TakeJob = () => Promise.reject(new Error('not begun'));
  /** What the engine reports to the worker. */
  report: (error: unknown) => void = () => undefined;
  /** Thrown by the next tries to store a result, and by every other command of the kind. */
  troubles: Error[] = [];
  refusals: { readonly withdraw?: Error; readonly moveToWait?: Error } = {};
  pauses = 0;

  run(idleMs: number | null = null): Promise<number> {
    const waits = this.waitedFor.values();
    const place = { url: 'redis://h', queue: 'q', database: null, shown: 'redis://h (queue q)' };
    const options = {
      ...{ place, build: BUILD, jobs: 1, idleMs, signal: this.end.signal },
      executor: { run: () => Promise.resolve({ done: true }) },
      onReady: () => this.log.push('ready'),
      onJob: ({ unit }: JobData, done: number) => this.log.push(`${unit} is ${done}`),
      onTrouble: (text: string) => this.log.push(text),
    };
    const note = (text: string): Promise<void> => Promise.resolve(void this.log.push(text));
    const registry = {
      announce: () => note('announced'),
      withdraw: () =>
        this.refusals.withdraw === undefined ? note('withdrawn') : Promise.reject(this.refusals.withdraw),
      isWaitedFor: () => Promise.resolve(waits.next().value ?? true),
      addResult: async (campaign: string, unit: string, bytes: Uint8Array) => {
        const trouble = this.troubles.shift();
        if (trouble !== undefined) throw trouble;
        this.results.push(`${campaign} ${unit} ${JSON.stringify(await decodeResult(bytes))}`);
      },
    };
    const begin = (take: TakeJob): ReturnType<FakeQueue['engine']> => {
      this.take = take;
      return this.engine();
    };
    const pause = (): Promise<void> => Promise.resolve(void (this.pauses += 1));
    const parts = { registry, begin, pause, toWait: () => new Error('waiting') };
    return new Taking(options, parts, { id: 'w', jobs: 1, ...BUILD }).run();
  }

  engine(): {
    on(event: 'error', report: (error: unknown) => void): void;
    pause(): Promise<void>;
    close(): Promise<void>;
  } {
    const note = (text: string): Promise<void> => Promise.resolve(void this.log.push(text));
    const on = (_event: 'error', report: FakeQueue['report']): void => void (this.report = report);
    return { on, pause: () => note('paused'), close: () => note('closed') };
  }

  give(data: unknown): Promise<void> {
    const moveToWait = (): Promise<void> => {
      if (this.refusals.moveToWait !== undefined) return Promise.reject(this.refusals.moveToWait);
      return Promise.resolve(void this.log.push('put back'));
    };
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
    expect(queue.log).toEqual(['a is 1', 'b is 2', 'closed', 'withdrawn']);
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

  it('puts a job of another version, build or program back, and ends', async () => {
    for (const [data, message] of [
      [
        newJob('c', 'a', { version: '2', hash: 'b' }, WORK),
        'the queue has a campaign of version 2 (build b); this worker is of version 1 (build a)',
      ],
      [
        newJob('c', 'a', { version: '1', hash: 'b' }, WORK),
        'the queue has a campaign of version 1 (build b); this worker is of version 1 (build a)',
      ],
      [
        newJob('c', 'a', { version: '2', hash: 'a' }, WORK),
        'the queue has a campaign of version 2 (build a); this worker is of version 1 (build a)',
      ],
      [{ to: 'somebody' }, 'redis://h (queue q) has jobs of another program: job 7, "unit"'],
    ] as const) {
      const queue = new FakeQueue();
      const ended = queue.run();
      await Promise.resolve();
      const given = expect(queue.give(data)).rejects.toThrow('waiting');
      await expect(ended).rejects.toThrow(message);
      await given;
      expect(queue.log).toEqual(['paused', 'put back', 'closed', 'withdrawn']);
    }
  });

  it('ends at once where it has been ended before it began, or without a job', async () => {
    const queue = new FakeQueue();
    queue.end.abort();
    expect(await queue.run()).toBe(0);
    expect(await new FakeQueue().run(0)).toBe(0);
  });

  it('stores a result again and again while Redis is full, and says so once', async () => {
    const queue = new FakeQueue();
    const aborted = Object.assign(replyError('EXECABORT Transaction discarded', 'exec'), {
      previousErrors: [replyError('OOM command not allowed', 'xadd')],
    });
    queue.troubles = [aborted, aborted, new Error('Connection is closed.')];
    const ended = queue.run();
    await Promise.resolve();
    await queue.give(newJob('c', 'a', BUILD, WORK));
    queue.end.abort();
    expect([await ended, queue.results.length, queue.pauses]).toEqual([1, 1, 3]);
    expect(queue.log.filter((line) => line.includes('Redis'))).toEqual([
      'Redis at redis://h (queue q) refuses XADD: OOM command not allowed; trying again',
    ]);
  });

  it('puts a job back where it is ended while Redis is full, and no job fails for it', async () => {
    for (const [refusals, last] of [
      [{}, ['put back']],
      [{ moveToWait: replyError('OOM command not allowed') }, []],
    ] as const) {
      const queue = new FakeQueue();
      queue.refusals = refusals;
      queue.troubles = [replyError('OOM command not allowed')];
      const ended = queue.run();
      await Promise.resolve();
      queue.end.abort();
      await expect(queue.give(newJob('c', 'a', BUILD, WORK))).rejects.toThrow('waiting');
      expect([await ended, queue.results]).toEqual([0, []]);
      expect(queue.log.filter((line) => line === 'put back')).toEqual(last);
    }
  });

  it('ends with what Redis refuses for good, and puts the job back', async () => {
    const queue = new FakeQueue();
    queue.troubles = [replyError('NOPERM this user has no permissions', 'xadd')];
    queue.refusals = { withdraw: replyError('NOPERM this user has no permissions', 'zrem') };
    const ended = expect(queue.run()).rejects.toMatchObject({
      code: 'bench/queue-refused',
      message: 'Redis at redis://h (queue q) refuses XADD: NOPERM this user has no permissions',
    });
    await Promise.resolve();
    await expect(queue.give(newJob('c', 'a', BUILD, WORK))).rejects.toThrow('waiting');
    await ended;
    expect(queue.log).toEqual(['paused', 'put back', 'closed']);
  });

  it('ends also where only the engine is refused, but not for a lock that it has lost', async () => {
    const queue = new FakeQueue();
    const ended = expect(queue.run()).rejects.toThrow('refuses EVALSHA: WRONGTYPE');
    await Promise.resolve();
    queue.report(new Error('could not renew lock for job 7'));
    queue.report(replyError('WRONGTYPE Operation against a key', 'evalsha'));
    await ended;
  });
});
