import { join } from 'node:path';
import { z } from 'zod';

import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { exploreRanges, groupsFor, type GroupOptions } from '../../explore/swarm/explore-swarm.ts';
import { rangeSchema, type RangeResult } from '../../explore/swarm/group-range.ts';
import { swarmReport, type SwarmReport } from '../../explore/swarm/swarm-totals.ts';
import { commitHere, PACKAGE_VERSION } from '../../run/run-info.ts';
import type { MergedParts } from '../../shard/merge-parts.ts';
import type { Sameness } from '../../shard/part.ts';
import { newHead, partError } from '../../shard/part-file.ts';
import { contentOf, type PartContent } from '../../shard/part-results.ts';
import type { Shard } from '../../shard/shard.ts';
import { cutIntoRanges, splitWork, type Range } from '../../shard/split.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { concludeExploration } from './explore-conclusion.ts';
import type { ExploreFlags } from './explore-flags.ts';
import { DEFAULT_REPORT_FOLDER } from './run-flags.ts';
import { shardFolder } from './run-share.ts';
import { removePart, writePart } from './write-part.ts';

/** Groups that stay together: a result of its own for each would make a part large. */
export const GROUPS_PER_RANGE = 20;

interface ShareContext {
  readonly terminal: Terminal;
  readonly secondsSoFar: () => number;
}

/** Explores one share of the runs, and leaves it as a part. @throws OperationError (usage) without a number of runs */
export async function exploreShare(
  shard: Shard,
  flags: ExploreFlags,
  options: GroupOptions,
  { terminal, secondsSoFar }: ShareContext,
): Promise<ExitCode> {
  const { runs } = flags;
  if (runs === undefined) {
    throw usageError(
      '--shard needs --runs: what a duration reaches depends on the machine, so it cannot be shared out',
      'give --runs N',
    );
  }
  const all = cutIntoRanges(groupsFor(runs), shard.of, GROUPS_PER_RANGE);
  const own = splitWork(all.map(lengthOf), shard.of)[shard.number - 1] ?? [];
  const ranges = own.flatMap((unit) => all[unit] ?? []);
  const folder = flags.report ?? join(DEFAULT_REPORT_FOLDER, shardFolder('explore', shard));
  await removePart(folder);
  const results = await exploreRanges(ranges, options);
  if (results.length < ranges.length) {
    terminal.err('no part is written: this shard is incomplete; run it again');
    return EXIT.interrupted;
  }
  const sameness = await explorationSameness(options.seed, runs);
  const seconds = secondsSoFar();
  const head = newHead('explore', shard, sameness, all.length, { seed: options.seed, seconds });
  const units = own.map((unit, place) => ({ unit, result: results[place] }));
  const report = swarmReport(options.seed, results);
  const code = await concludeExploration(report, { ...flags, report: folder, isShare: true }, terminal, seconds);
  await writePart(folder, head, units, flags, terminal);
  return code;
}

/** What must be the same in all shards of an exploration. */
export async function explorationSameness(seed: number, runs: number): Promise<Sameness> {
  return {
    version: PACKAGE_VERSION,
    commit: (await commitHere()) ?? 'none',
    seed: String(seed),
    '--runs': String(runs),
  };
}

function lengthOf({ from, to }: Range): number {
  return to - from;
}

interface MergedExploration {
  readonly report: SwarmReport;
  /** Of all parts together. */
  readonly seconds: number;
}

const CONTENT: PartContent<{ readonly seed: number; readonly seconds: number }, RangeResult> = {
  what: 'results of an exploration',
  about: z.object({ seed: z.int(), seconds: z.number().nonnegative() }),
  result: rangeSchema,
};

/** @throws OperationError (usage/part) for a part that has no exploration in it */
export function mergeExploration({ parts }: Pick<MergedParts, 'parts'>): MergedExploration {
  const { abouts, results } = contentOf(parts, CONTENT);
  const [first] = abouts;
  if (first === undefined) throw partError('no parts are given', 'name the folders that the shards wrote');
  return {
    report: swarmReport(first.seed, results),
    seconds: abouts.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}
