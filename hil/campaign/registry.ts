import { z } from 'zod';

import type { Build } from './job.ts';

/** Who has not been heard for this long is gone. */
const GONE_S = 60;
/** What nobody collects is removed. */
const KEEP_S = 86_400;

/** The clock of Redis, since those of machines differ. */
const HEARTBEAT = `local now = redis.call('TIME')[1]
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])`;
const PRESENT = `local now = redis.call('TIME')[1]
return redis.call('ZRANGEBYSCORE', KEYS[1], now - ARGV[1], '+inf')`;
/** The last one to leave removes the results, if they are not needed any more. */
const LEAVE = `local now = redis.call('TIME')[1]
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
if ARGV[3] == '1' and redis.call('ZCARD', KEYS[1]) == 0 then redis.call('DEL', KEYS[2]) end`;

/** Results of a campaign, with the place up to which they were read. */
interface ResultBatch {
  readonly results: readonly { readonly unit: string; readonly bytes: Uint8Array }[];
  readonly cursor: string;
}

const RESULTS_AT_ONCE = 200;
export const FIRST_CURSOR = '0-0';

export interface WorkerRecord extends Build {
  readonly id: string;
  /** At the same time. */
  readonly jobs: number;
}

const workerSchema: z.ZodType<WorkerRecord> = z.object({
  id: z.string(),
  version: z.string(),
  hash: z.string(),
  jobs: z.int(),
});

/** The parts of a connection that are used here. */
interface RedisLike {
  eval(script: string, keys: number, ...words: (string | number)[]): Promise<unknown>;
  multi(): AddedResult;
  xreadBuffer(
    ...words: [token: 'COUNT', count: number, streamsToken: 'STREAMS', key: string, cursor: string]
  ): Promise<readonly (readonly [key: Buffer, entries: readonly StreamEntry[]])[] | null>;
  zrem(key: string, member: string): Promise<unknown>;
}

type StreamEntry = readonly [id: Buffer, fields: readonly Buffer[]];

/** A result that is added, with the time for which it is kept. */
interface AddedResult {
  xadd(
    key: string,
    id: '*',
    ...fields: [name: string, unit: string, name: string, bytes: Buffer]
  ): {
    expire(
      key: string,
      seconds: number,
    ): { exec(): Promise<readonly (readonly [error: Error | null, ...unknown[]])[] | null> };
  };
}

/**
 * What coordinators and workers of one queue know of each other, beside the jobs: who waits for a campaign, its results
 * so far, and which workers there are.
 */
export class Registry {
  readonly #redis: RedisLike;
  readonly #prefix: string;

  constructor(redis: RedisLike, queue: string) {
    this.#redis = redis;
    this.#prefix = `smartkey-registry:${queue}`;
  }

  async waitFor(campaign: string, coordinator: string): Promise<void> {
    await this.#redis.eval(HEARTBEAT, 1, this.#waiting(campaign), coordinator, KEEP_S);
  }

  async isWaitedFor(campaign: string): Promise<boolean> {
    const present = await this.#redis.eval(PRESENT, 1, this.#waiting(campaign), GONE_S);
    return Array.isArray(present) && present.length > 0;
  }

  /** @param isDone the results are not needed any more */
  async leave(campaign: string, coordinator: string, isDone: boolean): Promise<void> {
    const keys = [this.#waiting(campaign), this.#results(campaign)];
    await this.#redis.eval(LEAVE, 2, ...keys, coordinator, GONE_S, isDone ? 1 : 0);
  }

  async addResult(campaign: string, unit: string, bytes: Buffer): Promise<void> {
    const key = this.#results(campaign);
    const added = await this.#redis.multi().xadd(key, '*', 'unit', unit, 'result', bytes).expire(key, KEEP_S).exec();
    // A command that is refused only when its turn comes fails alone, and the transaction does not.
    for (const [error] of added ?? []) if (error !== null) throw error;
  }

  /** The results after a place: several, or none. One that was there twice may come twice. */
  async resultsAfter(campaign: string, cursor: string): Promise<ResultBatch> {
    const key = this.#results(campaign);
    const streams = await this.#redis.xreadBuffer('COUNT', RESULTS_AT_ONCE, 'STREAMS', key, cursor);
    const entries = streams?.[0]?.[1] ?? [];
    const results = entries.flatMap(([, fields]) => {
      const [, unit, , bytes] = fields;
      return unit === undefined || bytes === undefined ? [] : [{ unit: unit.toString(), bytes }];
    });
    return { results, cursor: entries.at(-1)?.[0].toString() ?? cursor };
  }

  async announce(worker: WorkerRecord): Promise<void> {
    await this.#redis.eval(HEARTBEAT, 1, `${this.#prefix}:workers`, JSON.stringify(worker), KEEP_S);
  }

  async withdraw(worker: WorkerRecord): Promise<void> {
    await this.#redis.zrem(`${this.#prefix}:workers`, JSON.stringify(worker));
  }

  async workers(): Promise<readonly WorkerRecord[]> {
    const present = await this.#redis.eval(PRESENT, 1, `${this.#prefix}:workers`, GONE_S);
    if (!Array.isArray(present)) return [];
    return present.flatMap((text) => {
      const record = workerSchema.safeParse(JSON.parse(String(text)));
      return record.success ? [record.data] : [];
    });
  }

  #waiting(campaign: string): string {
    return `${this.#prefix}:waiting:${campaign}`;
  }

  #results(campaign: string): string {
    return `${this.#prefix}:results:${campaign}`;
  }
}
