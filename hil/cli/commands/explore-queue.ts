import { benchError, usageError } from '../../../can-bus/errors/operation-error.ts';
import type { Coordinator } from '../../campaign/coordinator.ts';
import { decodeResult } from '../../campaign/job.ts';
import { interruptionLines } from '../../campaign/progress.ts';
import { inWindow } from '../../campaign/window.ts';
import { groupsFor } from '../../explore/swarm/explore-swarm.ts';
import { isRangeResult, type RangeResult } from '../../explore/swarm/group-range.ts';
import { SwarmTotals, type SwarmReport } from '../../explore/swarm/swarm-totals.ts';
import { cutIntoRanges, type Range } from '../../shard/split.ts';
import type { Terminal } from '../terminal.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import type { ExploreFlags } from './explore-flags.ts';
import { explorationSameness, GROUPS_PER_RANGE } from './explore-share.ts';
import { openCampaign } from './open-campaign.ts';

/** Small explorations are cut for this number of workers. */
const WORKERS = 16;

/**
 * Explores on the workers of a queue.
 *
 * @returns null where it was interrupted, which is then explained
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
  refuseWithoutEffect({ '--jobs': flags.jobs }, 'the workers of a queue have --jobs of their own');
  const ranges = cutIntoRanges(groupsFor(runs), WORKERS, GROUPS_PER_RANGE);
  const sameness = await explorationSameness(seed, runs);
  const coordinator = await openCampaign(url, { kind: 'explore', sameness, units: ranges.length }, flags, terminal);
  let report: SwarmReport | null = null;
  try {
    report = await Promise.race([exploreRanges(coordinator, seed, ranges), aborted(signal)]);
  } finally {
    await coordinator.close(report !== null);
  }
  if (report === null) reportInterruption(coordinator.counts, flags.json === true, terminal);
  return report;
}

/** How far the campaign is, and how it goes on; for programs as the one object on standard output. */
export function reportInterruption(counts: Coordinator['counts'], json: boolean, terminal: Terminal): void {
  if (json) terminal.out(JSON.stringify({ endedBy: 'interrupt', jobs: counts }));
  else terminal.err(interruptionLines(counts));
}

/** The sum of all ranges: of the results themselves only those ahead of their turn are kept, compressed. */
export async function exploreRanges(
  coordinator: Pick<Coordinator, 'run'>,
  seed: number,
  ranges: readonly Range[],
): Promise<SwarmReport> {
  const totals = new SwarmTotals();
  await inWindow(
    ranges,
    (range) => coordinator.run(`groups-${range.from}-${range.to}`, { kind: 'explore', seed, range }),
    async (bytes) => totals.add(await rangeResultIn(bytes)),
  );
  return totals.report(seed);
}

async function rangeResultIn(bytes: Uint8Array): Promise<RangeResult> {
  const result = await decodeResult(bytes);
  if (isRangeResult(result)) return result;
  throw benchError('a worker sent no result of an exploration', 'start the workers again');
}

function aborted(signal: AbortSignal): Promise<null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  signal.addEventListener('abort', () => resolve(null), { once: true });
  if (signal.aborted) resolve(null);
  return promise;
}
