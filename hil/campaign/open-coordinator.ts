import { setTimeout } from 'node:timers/promises';

import type { OperationError } from '../../can-bus/errors/operation-error.ts';
import { Coordinator, type CoordinatorOptions } from './coordinator.ts';
import { JobQueue } from './job-queue.ts';
import type { QueuePlace } from './queue-url.ts';
import { openRedis } from './redis.ts';
import { queueError } from './redis-error.ts';
import { Registry } from './registry.ts';
import { beginOn, watchRedis } from './watch-redis.ts';
import { within } from './within.ts';

/** @throws OperationError (bench) where there is no Redis, it refuses commands, or the queue is another program's */
export async function openCoordinator(place: QueuePlace, options: CoordinatorOptions): Promise<Coordinator> {
  const clock = { nowMs: () => performance.now(), pause: (ms: number) => setTimeout(ms), within };
  const redis = await openRedis(place, options.onTrouble);
  try {
    const begin = async (): Promise<JobQueue> => {
      const queue = await JobQueue.open(place);
      await queue.takeFailed(options.campaign);
      return queue;
    };
    const jobs = await beginOn(redis, place, begin, clock);
    const registry = new Registry(redis, place.queue);
    const coordinator = new Coordinator(options, {
      place,
      jobs,
      registry,
      clock,
      disconnect: () => redis.disconnect(),
    });
    const onRefused = (error: OperationError): void => coordinator.refuse(error);
    watchRedis(redis, place, { onTrouble: options.onTrouble, onRefused }, clock);
    return coordinator;
  } catch (error) {
    redis.disconnect();
    throw queueError(place, error);
  }
}
