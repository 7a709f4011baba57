import { describe, expect, it } from 'vitest';
import { redisRemarks, withoutRemarks } from '../../../../hil/campaign/redis-remarks.ts';

const GOOD = ['# Server', 'redis_version:7.2.4', '# Memory', 'maxmemory_policy:noeviction', ''];
const PLACE = { shown: 'redis://h' };

function remarksOn(...changes: readonly (readonly [from: string, to: string])[]): readonly string[] {
  return redisRemarks(
    PLACE,
    changes.reduce((text, [from, to]) => text.replace(from, to), GOOD.join('\r\n')),
  );
}

describe('what is said of a Redis that answers', () => {
  it('is nothing where it is as it should be, or does not say how it is', () => {
    expect(remarksOn()).toEqual([]);
    expect(redisRemarks(PLACE, '')).toEqual([]);
  });

  it('is that it removes jobs, and how to stop it', () => {
    expect(remarksOn(['noeviction', 'allkeys-lru'])).toEqual([
      'warning: Redis at redis://h removes jobs and results when its memory is full (maxmemory-policy allkeys-lru); set maxmemory-policy to noeviction',
    ]);
  });

  it('is that it is old; another program has the version of the Redis that it is like', () => {
    const old = ['7.2.4', '6.0.16'] as const;
    expect(remarksOn(old)).toEqual(['warning: Redis at redis://h is version 6.0.16; install 6.2 or newer']);
    expect(remarksOn(['7.2.4', '6.2.0'])).toEqual([]);
    expect(remarksOn(['7.2.4', '5.0.7'])).toHaveLength(1);
    expect(remarksOn(old, ['# Memory', 'valkey_version:8.0.1'])).toEqual([]);
  });
});

describe('what prints warnings', () => {
  it('leaves out what the engine says of Redis, for each connection and in its own words', () => {
    const printed: unknown[][] = [];
    const warn = withoutRemarks((...words) => printed.push(words));
    warn('IMPORTANT! Eviction policy is volatile-lru. It should be "noeviction"');
    warn('It is highly recommended to use a minimum Redis version of 6.2.0\n Current: 6.0.16');
    warn('something else', 1);
    expect(printed).toEqual([['something else', 1]]);
  });
});
