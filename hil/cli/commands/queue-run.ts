import { QueueRunner } from '../../campaign/queue-runner.ts';
import type { Sameness } from '../../shard/part.ts';
import type { Terminal } from '../terminal.ts';
import { openCampaign } from './open-campaign.ts';
import type { RunFlags } from './run-flags.ts';

/** A runner on the workers of a queue. @throws OperationError (usage) for the URL, (bench) for the queue */
export async function openQueueRunner(
  url: string,
  sameness: Sameness,
  flags: Pick<RunFlags, 'json' | 'quiet'>,
  terminal: Terminal,
): Promise<QueueRunner> {
  return new QueueRunner(await openCampaign(url, { kind: 'run', sameness, units: null }, flags, terminal));
}
