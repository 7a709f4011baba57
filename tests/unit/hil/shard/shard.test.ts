import { describe, expect, it } from 'vitest';
import { parseShard, shardSlug } from '../../../../hil/shard/shard.ts';

describe('a shard', () => {
  it('is written I/N', () => {
    expect(parseShard('2/3')).toEqual({ number: 2, of: 3 });
    expect(parseShard('10000/10000')).toEqual({ number: 10_000, of: 10_000 });
    expect(shardSlug({ number: 2, of: 3 })).toBe('2-of-3');
  });

  it.each(['0/3', '4/3', '1/0', '3', '1/3/4', '-1/3', '1.5/3', 'a/b', '1/10001', ''])('rejects "%s"', (text) => {
    expect(() => parseShard(text)).toThrow(`"${text}" is not a shard: it is written I/N`);
  });
});
