import { setTimeout } from 'node:timers/promises';

import { Coordinator, type CoordinatorOptions } from './coordinator.ts';
import { JobQueue } from './job-queue.ts';
import type { QueuePlace } from './queue-url.ts';
import { openRedis } from './redis.ts';
import { Registry } from './registry.ts';

/** @throws OperationError (bench) where there is no Redis, or the queue is another program's */
export async function openCoordinator(place: QueuePlace, options: CoordinatorOptions): Promise<Coordinator> {
  const redis = await openRedis(place);
  try {
    const jobs = await JobQueue.open(place);
    await jobs.takeFailed(options.campaign);
    const registry = new Registry(redis, place.queue);
    const clock = { nowMs: () => performance.now(), pause: (ms: number) => setTimeout(ms) };
    return new Coordinator(options, { jobs, registry, clock, disconnect: () => redis.disconnect() });
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}
