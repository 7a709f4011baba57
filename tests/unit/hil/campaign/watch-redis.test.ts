import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { beginOn, watchRedis } from '../../../../hil/campaign/watch-redis.ts';
import { replyError } from './reply-error.ts';

describe('a Redis that is watched', () => {
  it('is reported once where it goes away, and once where it is back', () => {
    const redis = new EventEmitter();
    const log: string[] = [];
    watchRedis(
      redis,
      { shown: 'redis://h' },
      { onTrouble: (text) => log.push(text), onRefused: () => log.push('refused') },
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
    const redis = new EventEmitter();
    const errors: unknown[] = [];
    watchRedis(redis, { shown: 'redis://h' }, { onTrouble: () => undefined, onRefused: (error) => errors.push(error) });
    redis.emit('error', replyError('NOAUTH Authentication required.', 'info'));
    expect(errors).toMatchObject([{ code: 'bench/queue-password' }]);
  });
});

describe('what begins on a Redis', () => {
  it('is not waited for where Redis goes away meanwhile', async () => {
    const redis = new EventEmitter();
    const begun = beginOn(redis, { shown: 'redis://h' }, () => Promise.withResolvers<null>().promise);
    redis.emit('error', Object.assign(new Error('connect ECONNREFUSED'), { syscall: 'connect' }));
    await expect(begun).rejects.toThrow('no Redis answers at redis://h: connect ECONNREFUSED');
    expect(await beginOn(redis, { shown: 'redis://h' }, () => Promise.resolve('begun'))).toBe('begun');
    expect(redis.listenerCount('error')).toBe(0);
  });
});
