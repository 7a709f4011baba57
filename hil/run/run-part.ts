import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';

import type { Bench } from '../bench/bench-file.ts';
import type { Artifact, ReportedResult, RunInfo, RunReport } from '../report/run-report.ts';
import type { SourceText } from '../report/viewer-data.ts';
import type { ProfileFields } from '../scenario/scenario.ts';
import type { MergedParts } from '../shard/merge-parts.ts';
import type { Sameness } from '../shard/part.ts';
import { partError } from '../shard/part-file.ts';
import { contentOf, type PartContent } from '../shard/part-results.ts';
import { reportedSchema, runInfoSchema } from './reported-schema.ts';
import type { PlannedRun } from './run-plan.ts';

/** Options that change what a run reports, by their names in messages. */
type RunOptions = Readonly<Record<string, string | number | boolean | null>>;

/** A run as a whole, of which shards and jobs do their share. */
export interface WholeRun {
  readonly info: RunInfo;
  readonly plan: readonly PlannedRun[];
  readonly bench: Bench;
  readonly profile: ProfileFields;
  readonly options: RunOptions;
  /** Null where there are none. */
  readonly durations: ReadonlyMap<string, number> | null;
}

/** What each part says of the run, for its report. */
export interface RunAbout {
  readonly info: RunInfo;
  /** Percent; null for none. */
  readonly coverageGate: number | null;
  readonly reproducible: boolean;
  /** The texts that the steps come from. */
  readonly sources: readonly SourceText[];
}

const HASH_DIGITS = 12;

/** What must be the same in all shards of a run. */
export function runSameness({ info, plan, bench, profile, options, durations }: WholeRun): Sameness {
  const { version, commit, node, platform, seed } = info;
  return {
    version,
    commit: commit ?? 'none',
    node,
    platform,
    seed: seed === null ? "each scenario's own" : String(seed),
    bench: `${bench.name} ${hashOf(bench)}`,
    profile: hashOf(profile),
    ...Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value ?? 'none')])),
    durations: durations === null ? 'none' : hashOf([...durations]),
    scenarios: hashOf(plan.map(({ scenario, slug }) => [slug, scenario])),
  };
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, HASH_DIGITS);
}

/** One report of all parts. */
interface MergedRun extends Pick<RunAbout, 'reproducible' | 'sources'> {
  readonly report: RunReport;
}

/**
 * Puts the parts of a run together, as if it had run in one piece.
 *
 * @param folder of the report: bundles and traces are there
 * @throws OperationError (usage/part) for a part that has no run in it, or other fields than a run has
 */
export function mergeRun({ parts }: Pick<MergedParts, 'parts'>, folder: string): MergedRun {
  const { abouts, results } = contentOf(parts, CONTENT);
  const [first] = abouts;
  if (first === undefined) throw partError('no parts are given', 'name the folders that the shards wrote');
  const texts = new Map(abouts.flatMap((about) => about.sources).map((source) => [source.file, source]));
  const files = new Set(results.flatMap(({ result }) => result.steps.map(({ file }) => file)));
  return {
    reproducible: first.reproducible,
    report: {
      info: mergeInfo(
        first.info,
        abouts.map(({ info }) => info),
      ),
      results: results.map((entry) => moved(entry, folder)),
      notRun: [],
      endedBy: null,
      coverageGate: first.coverageGate,
    },
    sources: [...files].flatMap((file) => texts.get(file) ?? []),
  };
}

/** From the first start to the last end. */
function mergeInfo(first: RunInfo, all: readonly RunInfo[]): RunInfo {
  const starts = all.map(({ startedAt }) => Date.parse(startedAt));
  const ends = all.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs);
  const startMs = Math.min(...starts);
  return {
    ...first,
    startedAt: new Date(startMs).toISOString(),
    durationMs: Math.max(...ends) - startMs,
    jobs: all.reduce((sum, { jobs }) => sum + jobs, 0),
  };
}

/** With the paths that its files have below the report's folder. */
function moved(entry: ReportedResult, folder: string): ReportedResult {
  const below = (artifact: Artifact): Artifact => ({ ...artifact, path: join(folder, artifact.href) });
  const earlier = entry.earlier.map((attempt) => ({ ...attempt, artifacts: attempt.artifacts.map(below) }));
  return { ...entry, earlier, artifacts: entry.artifacts.map(below) };
}

const aboutSchema: z.ZodType<RunAbout> = z.object({
  info: runInfoSchema,
  coverageGate: z.number().min(0).max(100).nullable(),
  reproducible: z.boolean(),
  sources: z.array(z.object({ file: z.string(), text: z.string() })),
});

const CONTENT: PartContent<RunAbout, ReportedResult> = {
  what: 'results of scenarios',
  about: aboutSchema,
  result: reportedSchema,
};

export function isReported(value: unknown): value is ReportedResult {
  return reportedSchema.safeParse(value).success;
}
