import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';

import type { Profile } from '../../../ecu-sim/profile.ts';
import { PROBE_COUNT, type ProbeResult } from '../../conformance/run-probes.ts';
import { commitHere, PACKAGE_VERSION } from '../../run/run-info.ts';
import type { MergedParts } from '../../shard/merge-parts.ts';
import { newHead, partError } from '../../shard/part-file.ts';
import { contentOf, type PartContent } from '../../shard/part-results.ts';
import type { Shard } from '../../shard/shard.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ConformanceFlags } from './conformance-flags.ts';
import { exitCodeOf } from './conformance-conclusion.ts';
import { DEFAULT_REPORT_FOLDER } from './run-flags.ts';
import { shardFolder } from './run-share.ts';
import { writePart } from './write-part.ts';

interface ProbedShare {
  readonly bus: string;
  readonly profile: Profile;
  readonly numbers: readonly number[];
  readonly results: readonly ProbeResult[];
}

export function conformancePartFolder(shard: Shard, { report }: Pick<ConformanceFlags, 'report'>): string {
  return report ?? join(DEFAULT_REPORT_FOLDER, shardFolder('conformance', shard));
}

/** @throws ReportError */
export async function leaveConformancePart(
  shard: Shard,
  { bus, profile, numbers, results }: ProbedShare,
  flags: ConformanceFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const sameness = {
    version: PACKAGE_VERSION,
    commit: (await commitHere()) ?? 'none',
    bus,
    profile: createHash('sha256').update(JSON.stringify(profile)).digest('hex').slice(0, 12),
    '--endpoint': flags.endpoint,
    '--slow': flags.slow ?? 'none',
    '--car': flags.car ?? 'none',
    '--allow-destructive': String(flags.allowDestructive === true),
  };
  const folder = conformancePartFolder(shard, flags);
  const units = numbers.map((unit, place) => ({ unit, result: results[place] }));
  await writePart(folder, newHead('conformance', shard, sameness, PROBE_COUNT, { bus }), units, flags, terminal);
  return exitCodeOf(results);
}

interface MergedProbes {
  readonly bus: string;
  readonly results: readonly ProbeResult[];
}

const CONTENT: PartContent<{ readonly bus: string }, ProbeResult> = {
  what: 'results of probes',
  about: z.object({ bus: z.string() }),
  result: z.object({
    verdict: z.enum(['pass', 'fail', 'inconclusive', 'not probed']),
    reason: z.string().nullable(),
    evidence: z.array(z.string()),
  }),
};

/** @throws OperationError (usage/part) for a part that has no probes in it */
export function mergeConformance({ parts }: Pick<MergedParts, 'parts'>): MergedProbes {
  const { abouts, results } = contentOf(parts, CONTENT);
  const [first] = abouts;
  if (first === undefined) throw partError('no parts are given', 'name the folders that the shards wrote');
  return { bus: first.bus, results };
}
