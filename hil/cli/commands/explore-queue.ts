import { benchError, usageError } from '../../../can-bus/errors/operation-error.ts';
import type { Coordinator } from '../../campaign/coordinator.ts';
import { isRangeResult, swarmReport, type RangeResult, type SwarmReport } from '../../explore/swarm/group-range.ts';
import { groupsFor } from '../../explore/swarm/explore-swarm.ts';
import { cutIntoRanges, type Range } from '../../shard/split.ts';
import type { Terminal } from '../terminal.ts';
import type { ExploreFlags } from './explore-flags.ts';
import { explorationSameness, GROUPS_PER_RANGE } from './explore-share.ts';
import { openCampaign } from './open-campaign.ts';

/** Small explorations are cut for this number of workers. */
const WORKERS = 16;

/**
 * Explores on the workers of a queue.
 *
 * @returns null where it was interrupted: the same command continues
 * @throws OperationError (usage) for flags and URL, (bench) for the queue
 */
export async function exploreOnQueue(
  url: string,
  seed: number,
  flags: ExploreFlags,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<SwarmReport | null> {
  const { runs, shard } = flags;
  if (shard !== undefined)
    throw usageError('--shard does not go with --queue: a queue shares out by itself', 'remove one');
  if (runs === undefined) {
    throw usageError('--queue needs --runs: what a duration reaches depends on the machines', 'give --runs N');
  }
  const coordinator = await openCampaign(url, 'explore', await explorationSameness(seed, runs), flags, terminal);
  let isDone = false;
  try {
    const ranges = cutIntoRanges(groupsFor(runs), WORKERS, GROUPS_PER_RANGE);
    const results = await Promise.race([
      Promise.all(ranges.map((range) => exploreRange(coordinator, seed, range))),
      aborted(signal),
    ]);
    isDone = results !== null;
    return results === null ? null : swarmReport(seed, results);
  } finally {
    await coordinator.close(isDone);
  }
}

async function exploreRange(coordinator: Pick<Coordinator, 'run'>, seed: number, range: Range): Promise<RangeResult> {
  const result = await coordinator.run(`groups-${range.from}-${range.to}`, { kind: 'explore', seed, range });
  if (isRangeResult(result)) return result;
  throw benchError('a worker sent no result of an exploration', 'start the workers again');
}

function aborted(signal: AbortSignal): Promise<null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  signal.addEventListener('abort', () => resolve(null), { once: true });
  if (signal.aborted) resolve(null);
  return promise;
}
