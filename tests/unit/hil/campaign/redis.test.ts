import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../../../hil/campaign/redis.ts';

describe('a connection to Redis', () => {
  it('is tried again after half a second, later every five, and no command is given up', () => {
    const { url, maxRetriesPerRequest, retryStrategy } = connectionOf({ url: 'redis://:secret@h:1' });
    expect([url, maxRetriesPerRequest]).toEqual(['redis://:secret@h:1', null]);
    expect([1, 2, 10, 1000].map(retryStrategy)).toEqual([500, 1000, 5000, 5000]);
  });
});
