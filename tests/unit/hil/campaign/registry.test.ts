import { describe, expect, it } from 'vitest';
import { FIRST_CURSOR, Registry } from '../../../../hil/campaign/registry.ts';

const WORKER = { id: 'w', version: '1', hash: 'a', jobs: 2 };
const KEY = 'smartkey-registry:q';

type Streams = readonly (readonly [Buffer, readonly (readonly [Buffer, readonly Buffer[]])[]])[];

/** A connection that keeps what it is asked, and answers what a test has prepared. */
class FakeRedis {
  readonly asked: unknown[][] = [];
  answer: unknown = null;
  streams: Streams | null = null;
  added: readonly (readonly [Error | null, unknown])[] | null = null;

  eval = (_script: string, ...words: unknown[]): Promise<unknown> => this.#take('eval', words);
  zrem = (...words: unknown[]): Promise<unknown> => this.#take('zrem', words);
  xreadBuffer = async (...words: unknown[]): Promise<Streams | null> => {
    await this.#take('xread', words);
    return this.streams;
  };
  multi = () => ({
    xadd: (...added: unknown[]) => ({
      expire: (...kept: unknown[]) => ({
        exec: async () => {
          await this.#take('multi', ['xadd', ...added, 'expire', ...kept]);
          return this.added;
        },
      }),
    }),
  });

  registry(): Registry {
    return new Registry(this, 'q');
  }

  #take(what: string, words: readonly unknown[]): Promise<unknown> {
    this.asked.push([what, ...words]);
    return Promise.resolve(this.answer);
  }
}

describe('the registry of a queue', () => {
  it('keeps each result for a day, under the name of its unit', async () => {
    const redis = new FakeRedis();
    const bytes = Buffer.from('result');
    await redis.registry().addResult('c', 'groups-0-1', bytes);
    const key = `${KEY}:results:c`;
    expect(redis.asked).toEqual([
      ['multi', 'xadd', key, '*', 'unit', 'groups-0-1', 'result', bytes, 'expire', key, 86_400],
    ]);
  });

  it('does not lose a result whose command alone is refused', async () => {
    const redis = new FakeRedis();
    redis.added = [
      [new Error('WRONGTYPE'), null],
      [null, 0],
    ];
    await expect(redis.registry().addResult('c', 'a', Buffer.from('result'))).rejects.toThrow('WRONGTYPE');
    redis.added = [
      [null, '1-0'],
      [null, 1],
    ];
    await expect(redis.registry().addResult('c', 'a', Buffer.from('result'))).resolves.toBeUndefined();
  });

  it('reads results from a place on, and where it has come to', async () => {
    const redis = new FakeRedis();
    const entry = (id: string, ...fields: string[]): Streams[number][1][number] => [
      Buffer.from(id),
      fields.map((each) => Buffer.from(each)),
    ];
    redis.streams = [[Buffer.from('k'), [entry('5-0', 'unit', 'a', 'result', 'x'), entry('6-0', 'unit')]]];
    expect(await redis.registry().resultsAfter('c', FIRST_CURSOR)).toEqual({
      results: [{ unit: 'a', bytes: Buffer.from('x') }],
      cursor: '6-0',
    });
    redis.streams = null;
    expect(await redis.registry().resultsAfter('c', '6-0')).toEqual({ results: [], cursor: '6-0' });
    expect(redis.asked[1]).toEqual(['xread', 'COUNT', 200, 'STREAMS', `${KEY}:results:c`, '6-0']);
  });

  it('knows whether somebody waits for a campaign', async () => {
    const redis = new FakeRedis();
    redis.answer = ['one'];
    expect(await redis.registry().isWaitedFor('c')).toBe(true);
    redis.answer = [];
    expect(await redis.registry().isWaitedFor('c')).toBe(false);
    await redis.registry().waitFor('c', 'me');
    await redis.registry().leave('c', 'me', true);
    expect(redis.asked.slice(2)).toEqual([
      ['eval', 1, `${KEY}:waiting:c`, 'me', 86_400],
      ['eval', 2, `${KEY}:waiting:c`, `${KEY}:results:c`, 'me', 60, 1],
    ]);
  });

  it('lists the workers, and skips entries that are not workers', async () => {
    const redis = new FakeRedis();
    redis.answer = [JSON.stringify(WORKER), '{"id":"other"}'];
    expect(await redis.registry().workers()).toEqual([WORKER]);
    redis.answer = null;
    expect(await redis.registry().workers()).toEqual([]);
    await redis.registry().announce(WORKER);
    await redis.registry().withdraw(WORKER);
    const text = JSON.stringify(WORKER);
    expect(redis.asked.slice(2)).toEqual([
      ['eval', 1, `${KEY}:workers`, text, 86_400],
      ['zrem', `${KEY}:workers`, text],
    ]);
  });
});
