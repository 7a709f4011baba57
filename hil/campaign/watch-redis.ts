import type { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { QueuePlace } from './queue-url.ts';
import { redisError, troubleOf } from './redis-error.ts';

/** The parts of a connection that are used here. */
interface ConnectionLike {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'ready', listener: () => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

interface WatchOptions {
  /** What the operator should know: Redis does not answer any more, or does again. */
  readonly onTrouble: (text: string) => void;
  /** It answers, but lets this program in no more. */
  readonly onRefused: (error: OperationError) => void;
}

/** Reports once when Redis goes away, which the client waits for, and once when it is back. */
export function watchRedis(
  redis: ConnectionLike,
  place: Pick<QueuePlace, 'shown'>,
  { onTrouble, onRefused }: WatchOptions,
): void {
  let isAway = false;
  redis.on('error', (error) => {
    if (troubleOf(error) === 'lasting') return onRefused(redisError(place, error));
    if (!isAway) onTrouble(`${redisError(place, error).message}; waiting for it`);
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) onTrouble(`Redis at ${place.shown} answers again`);
    isAway = false;
  });
}

/**
 * Does what begins the work on a queue.
 *
 * @throws OperationError (bench/queue) where Redis goes away meanwhile: there is nothing yet that waits for it
 */
export async function beginOn<Result>(
  redis: ConnectionLike,
  place: Pick<QueuePlace, 'shown'>,
  begin: () => Promise<Result>,
): Promise<Result> {
  const { promise: isLost, reject } = Promise.withResolvers<never>();
  const onError = (error: Error): void => reject(redisError(place, error));
  redis.on('error', onError);
  try {
    return await Promise.race([begin(), isLost]);
  } finally {
    redis.off('error', onError);
  }
}
