import type * as bullmq from 'bullmq';
import type * as ioredis from 'ioredis';
import type { Redis } from 'ioredis';

import { INSTALLATION } from '../smartkey.ts';
import { loadOptional } from '../../can-bus/ports/optional-package.ts';
import type { QueuePlace } from './queue-url.ts';
import { redisError } from './redis-error.ts';

const INSTALL = `run "npm install ${INSTALLATION === 'global' ? '--global ' : ''}bullmq ioredis"`;
const CONNECT_TIMEOUT_MS = 5000;
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

/** The package of the queue itself. @throws PortError (bench) where it is not installed */
export function loadBullmq(): Promise<Pick<typeof bullmq, 'Queue' | 'Worker' | 'WaitingError'>> {
  return loadOptional('bullmq', 'a queue', () => import('bullmq'), INSTALL);
}

/**
 * Connects to Redis once, to say at once what is wrong; from then on it is waited for.
 *
 * @throws OperationError (bench/queue) where nothing answers, or Redis refuses the password, the database or commands
 */
export async function openRedis(place: QueuePlace): Promise<Redis> {
  const { Redis } = await loadIoredis();
  const { url, ...options } = connectionOf(place);
  await checkRedis(place, new Redis(url, { ...options, ...ONCE }));
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

async function checkRedis(place: QueuePlace, probe: Redis): Promise<void> {
  const errors: Error[] = [];
  probe.on('error', (error: Error) => errors.push(error));
  try {
    await probe.connect();
    await probe.ping();
    // The client goes on with database 0 where there is none of this number.
    if (place.database !== null) await probe.select(place.database);
    // The engine needs it.
    await probe.info();
  } catch (error) {
    throw redisError(place, errors[0] ?? error);
  } finally {
    probe.disconnect();
  }
}
