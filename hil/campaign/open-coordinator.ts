import { setTimeout } from 'node:timers/promises';

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
  const redis = await openRedis(place);
  try {
    const jobs = await beginOn(redis, place, async () => {
      const queue = await JobQueue.open(place);
      await queue.takeFailed(options.campaign);
      return queue;
    });
    const registry = new Registry(redis, place.queue);
    const clock = { nowMs: () => performance.now(), pause: (ms: number) => setTimeout(ms), within };
    const coordinator = new Coordinator(options, {
      place,
      jobs,
      registry,
      clock,
      disconnect: () => redis.disconnect(),
    });
    watchRedis(redis, place, { onTrouble: options.onTrouble, onRefused: (error) => coordinator.refuse(error) });
    return coordinator;
  } catch (error) {
    redis.disconnect();
    throw queueError(place, error);
  }
}
