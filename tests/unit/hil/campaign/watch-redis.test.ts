import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { beginOn, watchRedis, type WatchClock } from '../../../../hil/campaign/watch-redis.ts';
import { within } from '../../../../hil/campaign/within.ts';
import { replyError } from './reply-error.ts';

const PLACE = { shown: 'redis://h' };

/** A connection on which each PING is answered when the test says so. */
class Connection extends EventEmitter {
  readonly asked: PromiseWithResolvers<string>[] = [];

  ping(): Promise<string> {
    const answer = Promise.withResolvers<string>();
    this.asked.push(answer);
    return answer.promise;
  }
}

/** Time that passes when the test says so; every wait is in vain where `isOver`. */
class Clock implements WatchClock {
  isOver = false;
  readonly waits: number[] = [];
  readonly pauses: PromiseWithResolvers<unknown>[] = [];

  pause(): Promise<unknown> {
    const pause = Promise.withResolvers<unknown>();
    this.pauses.push(pause);
    return pause.promise;
  }

  within(ms: number, action: Promise<unknown>): Promise<boolean> {
    this.waits.push(ms);
    return this.isOver ? Promise.resolve(false) : action.then(() => true);
  }
}

/** Lets everything happen that waits for nothing more. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

describe('a Redis that is watched', () => {
  it('is reported once where it goes away, and once where it is back', () => {
    const redis = new Connection();
    const log: string[] = [];
    watchRedis(
      redis,
      PLACE,
      { onTrouble: (text) => log.push(text), onRefused: () => log.push('refused') },
      new Clock(),
    );
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { syscall: 'connect' });
    redis.emit('ready');
    for (let outage = 0; outage < 2; outage++) {
      for (let tries = 0; tries < 3; tries++) redis.emit('error', refused);
      redis.emit('ready');
    }
    const once = [
      'no Redis answers at redis://h: connect ECONNREFUSED; waiting for it',
      'Redis at redis://h answers again',
    ];
    expect(log).toEqual([...once, ...once]);
  });

  it('that asks for another password then is not waited for', () => {
    const redis = new Connection();
    const errors: unknown[] = [];
    const watch = { onTrouble: () => undefined, onRefused: (error: unknown) => errors.push(error) };
    watchRedis(redis, PLACE, watch, new Clock());
    redis.emit('error', replyError('NOAUTH Authentication required.', 'info'));
    expect(errors).toMatchObject([{ code: 'bench/queue-password' }]);
  });

  it('is reported once where it keeps its connection and answers nothing for 10 s, and once where it does again', async () => {
    const [redis, clock] = [new Connection(), new Clock()];
    const log: string[] = [];
    clock.isOver = true;
    watchRedis(redis, PLACE, { onTrouble: (text) => log.push(text), onRefused: () => log.push('refused') }, clock);
    await settle();
    expect(log).toEqual(['Redis at redis://h has not answered for 10 s; waiting for it']);
    redis.emit('error', Object.assign(new Error('read ETIMEDOUT'), { syscall: 'read' }));
    redis.asked[0]?.resolve('PONG');
    await settle();
    expect(log.slice(1)).toEqual(['Redis at redis://h answers again']);
    clock.isOver = false;
    clock.pauses[0]?.resolve(null);
    await settle();
    redis.asked[1]?.reject(replyError('LOADING Redis is loading the dataset in memory', 'ping'));
    await settle();
    expect([log.length, clock.waits, clock.pauses.length]).toEqual([2, [10_000, 10_000], 2]);
  });

  it('is asked no more once the connection has ended, and has then not answered again', async () => {
    const [redis, clock] = [new Connection(), new Clock()];
    const log: string[] = [];
    clock.isOver = true;
    watchRedis(redis, PLACE, { onTrouble: (text) => log.push(text), onRefused: () => log.push('refused') }, clock);
    await settle();
    redis.emit('end');
    redis.asked[0]?.reject(new Error('Connection is closed.'));
    await settle();
    clock.pauses[0]?.resolve(null);
    await settle();
    expect([log.length, redis.asked.length]).toEqual([1, 1]);
  });
});

describe('what begins on a Redis', () => {
  it('is not waited for where Redis goes away meanwhile', async () => {
    const redis = new EventEmitter();
    const begun = beginOn(redis, PLACE, () => Promise.withResolvers<null>().promise, { within });
    redis.emit('error', Object.assign(new Error('connect ECONNREFUSED'), { syscall: 'connect' }));
    await expect(begun).rejects.toThrow('no Redis answers at redis://h: connect ECONNREFUSED');
    expect(await beginOn(redis, PLACE, () => Promise.resolve('begun'), { within })).toBe('begun');
    expect(redis.listenerCount('error')).toBe(0);
  });

  it('is given up where nothing is answered for 10 s', async () => {
    const clock = new Clock();
    clock.isOver = true;
    const begun = beginOn(new EventEmitter(), PLACE, () => Promise.withResolvers<null>().promise, clock);
    await expect(begun).rejects.toMatchObject({
      code: 'bench/queue',
      message: 'Redis at redis://h has not answered for 10 s',
    });
  });
});
