import { describe, expect, it } from 'vitest';
import { connectionOf, redisError } from '../../../../hil/campaign/redis.ts';

const PLACE = { url: 'redis://:secret@h:1', shown: 'redis://h:1 (queue q)' };

describe('a connection to Redis', () => {
  it('is tried again after half a second, later every five, and no command is given up', () => {
    const { url, maxRetriesPerRequest, retryStrategy } = connectionOf(PLACE);
    expect([url, maxRetriesPerRequest]).toEqual(['redis://:secret@h:1', null]);
    expect([1, 2, 10, 1000].map(retryStrategy)).toEqual([500, 1000, 5000, 5000]);
  });

  it('that is refused says why, without the password', () => {
    for (const [reason, problem] of [
      ['NOAUTH Authentication required.', 'needs a password'],
      ['WRONGPASS invalid username-password pair', 'refuses the password'],
    ]) {
      expect(redisError(PLACE, new Error(reason))).toMatchObject({
        code: 'bench/queue-password',
        message: `Redis at redis://h:1 (queue q) ${problem}: ${reason}`,
      });
    }
    expect(redisError(PLACE, 'connect ECONNREFUSED')).toMatchObject({
      code: 'bench/queue',
      message: 'no Redis answers at redis://h:1 (queue q): connect ECONNREFUSED',
      hint: 'start redis-server there, or correct the URL',
    });
  });
});
