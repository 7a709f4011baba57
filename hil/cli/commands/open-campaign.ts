import { thisBuild } from '../../campaign/build.ts';
import type { Coordinator } from '../../campaign/coordinator.ts';
import { campaignName, type Work } from '../../campaign/job.ts';
import { openCoordinator } from '../../campaign/open-coordinator.ts';
import { progressLine } from '../../campaign/progress.ts';
import { parseQueueUrl, type QueuePlace } from '../../campaign/queue-url.ts';
import type { Sameness } from '../../shard/part.ts';
import { smartkey } from '../../smartkey.ts';
import type { Terminal } from '../terminal.ts';

/** The password of a queue whose URL has none. */
const PASSWORD_VARIABLE = 'SMARTKEY_QUEUE_PASSWORD';

/** @throws OperationError (usage) */
export function queuePlace(url: string): QueuePlace {
  return parseQueueUrl(url, process.env[PASSWORD_VARIABLE] ?? null);
}

interface CampaignWork {
  readonly kind: Work['kind'];
  /** What makes it the same. */
  readonly sameness: Sameness;
  /** How many units there will be; null where that turns out later. */
  readonly units: number | null;
}

/** Begins a campaign on a queue, or joins the same one. */
export async function openCampaign(
  url: string,
  { kind, sameness, units }: CampaignWork,
  { json = false, quiet = false }: { readonly json?: boolean; readonly quiet?: boolean },
  terminal: Terminal,
): Promise<Coordinator> {
  const place = queuePlace(url);
  const build = thisBuild();
  return openCoordinator(place, {
    build,
    campaign: campaignName(kind, sameness, build),
    units,
    onNotice: (text) => terminal.err(`${text}; start workers with "${smartkey('worker')} --queue URL"`),
    onTrouble: (text) => terminal.err(text),
    onProgress: (progress) => {
      if (!json && !quiet) terminal.progress(progressLine(progress));
    },
  });
}
