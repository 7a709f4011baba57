import type { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { QueuePlace } from './queue-url.ts';
import { redisError, silentRedis, troubleOf } from './redis-error.ts';

/** The parts of a connection that are used here. */
interface ConnectionLike {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'ready', listener: () => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

interface WatchedConnection extends ConnectionLike {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'ready' | 'end', listener: () => void): unknown;
  ping(): Promise<unknown>;
}

/** Real time, of which unit tests have their own. */
export interface WatchClock {
  pause(ms: number): Promise<unknown>;
  within(ms: number, action: Promise<unknown>): Promise<boolean>;
}

/** A connection may stay open while Redis does nothing: it is asked this often, and given this long to answer. */
const ASK_MS = 5000;
const SILENT_MS = 10_000;

interface WatchOptions {
  /** What the operator should know: Redis does not answer any more, or does again. */
  readonly onTrouble: (text: string) => void;
  /** It answers, but lets this program in no more. */
  readonly onRefused: (error: OperationError) => void;
}

/** Reports once when Redis goes away or no longer answers, which the client waits for, and once when it is back. */
export function watchRedis(
  redis: WatchedConnection,
  place: Pick<QueuePlace, 'shown'>,
  { onTrouble, onRefused }: WatchOptions,
  clock: WatchClock,
): void {
  let isAway = false;
  const away = (message: string): void => {
    if (!isAway) onTrouble(`${message}; waiting for it`);
    isAway = true;
  };
  const back = (): void => {
    if (isAway) onTrouble(`Redis at ${place.shown} answers again`);
    isAway = false;
  };
  redis.on('error', (error) => {
    if (troubleOf(error) === 'lasting') return onRefused(redisError(place, error));
    away(redisError(place, error).message);
  });
  redis.on('ready', back);
  void watchAnswers(redis, clock, { silent: () => away(silentRedis(place, SILENT_MS).message), back });
}

async function watchAnswers(
  redis: WatchedConnection,
  clock: WatchClock,
  { silent, back }: { readonly silent: () => void; readonly back: () => void },
): Promise<void> {
  const ended = new AbortController();
  redis.on('end', () => ended.abort());
  while (!ended.signal.aborted) {
    // A refusal is an answer too; without a connection it comes when there is one again, or at the end.
    const answer = redis.ping().then(
      () => true,
      (error: unknown) => troubleOf(error) !== 'lost',
    );
    if (!(await clock.within(SILENT_MS, answer))) {
      silent();
      if (await answer) back();
    }
    await clock.pause(ASK_MS);
  }
}

/**
 * Does what begins the work on a queue.
 *
 * @throws OperationError (bench/queue) where Redis goes away meanwhile, or does not answer: there is nothing yet that
 * waits for it
 */
export async function beginOn<Result>(
  redis: ConnectionLike,
  place: Pick<QueuePlace, 'shown'>,
  begin: () => Promise<Result>,
  clock: Pick<WatchClock, 'within'>,
): Promise<Result> {
  const { promise: isLost, reject } = Promise.withResolvers<never>();
  const onError = (error: Error): void => reject(redisError(place, error));
  redis.on('error', onError);
  try {
    const begun = begin();
    if (!(await clock.within(SILENT_MS, Promise.race([begun, isLost])))) throw silentRedis(place, SILENT_MS);
    return await begun;
  } finally {
    redis.off('error', onError);
  }
}
