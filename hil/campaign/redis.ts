import type * as bullmq from 'bullmq';
import type * as ioredis from 'ioredis';
import type { Redis } from 'ioredis';

import { INSTALLATION } from '../smartkey.ts';
import { loadOptional } from '../../can-bus/ports/optional-package.ts';
import type { QueuePlace } from './queue-url.ts';
import { redisError, silentRedis } from './redis-error.ts';
import { redisRemarks, withoutRemarks } from './redis-remarks.ts';
import { within } from './within.ts';

const INSTALL = `run "npm install ${INSTALLATION === 'global' ? '--global ' : ''}bullmq ioredis"`;
const CONNECT_TIMEOUT_MS = 5000;
/** For all that is asked at first. */
const FIRST_ANSWERS_MS = 10_000;
const RETRY_MS = 500;
const MAX_RETRY_MS = 5000;

/** What both the client and BullMQ's own connections need: a restart of Redis is waited for. */
interface RedisConnection {
  readonly url: string;
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number;
}

export function connectionOf({ url }: Pick<QueuePlace, 'url'>): RedisConnection {
  return {
    url,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(MAX_RETRY_MS, RETRY_MS * times),
  };
}

/** The package that speaks with Redis. @throws PortError (bench) where it is not installed */
function loadIoredis(): Promise<Pick<typeof ioredis, 'Redis'>> {
  return loadOptional('ioredis', 'a queue', () => import('ioredis'), INSTALL);
}

let isQuiet = false;

/** The package of the queue itself. @throws PortError (bench) where it is not installed */
export function loadBullmq(): Promise<Pick<typeof bullmq, 'Queue' | 'Worker' | 'WaitingError'>> {
  // It has no option for what it prints.
  if (!isQuiet) console.warn = withoutRemarks(console.warn.bind(console));
  isQuiet = true;
  return loadOptional('bullmq', 'a queue', () => import('bullmq'), INSTALL);
}

/**
 * Connects to Redis once, to say at once what is wrong; from then on it is waited for.
 *
 * @param onRemark something about it should be changed
 * @throws OperationError (bench/queue) where nothing answers, or Redis refuses the password, the database or commands
 */
export async function openRedis(place: QueuePlace, onRemark: (text: string) => void): Promise<Redis> {
  const { Redis } = await loadIoredis();
  const { url, ...options } = connectionOf(place);
  const info = await checkRedis(place, new Redis(url, { ...options, ...ONCE }));
  for (const remark of redisRemarks(place, info)) onRemark(remark);
  const redis = new Redis(url, options);
  // Each failed attempt to connect again; the command that waits for it shows what it waits for.
  redis.on('error', () => undefined);
  return redis;
}

const ONCE = {
  lazyConnect: true,
  connectTimeout: CONNECT_TIMEOUT_MS,
  retryStrategy: (): null => null,
  reconnectOnError: (): false => false,
  // It would print where the user may not run INFO, and wait while Redis reads its data.
  enableReadyCheck: false,
} as const;

/** @returns what it answers to INFO */
async function checkRedis(place: QueuePlace, probe: Redis): Promise<string> {
  const errors: Error[] = [];
  probe.on('error', (error: Error) => errors.push(error));
  const check = async (): Promise<string> => {
    await probe.connect();
    await probe.ping();
    // The client goes on with database 0 where there is none of this number.
    if (place.database !== null) await probe.select(place.database);
    // The engine needs it.
    return probe.info();
  };
  try {
    const info = check();
    if (await within(FIRST_ANSWERS_MS, info)) return await info;
  } catch (error) {
    throw redisError(place, errors[0] ?? error);
  } finally {
    probe.disconnect();
  }
  throw silentRedis(place, FIRST_ANSWERS_MS);
}
