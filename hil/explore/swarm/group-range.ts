import { z } from 'zod';

import type { Micros } from '../../../can-bus/time/micros.ts';
import type { Range } from '../../shard/split.ts';
import { mergeCounts, type CoverageCounts } from '../coverage/coverage-counts.ts';
import type { GroupResult, SwarmFailure } from './run-group.ts';
import { isSwarmStep, type SwarmStep } from './swarm-step.ts';

/** What came of the groups of a range, which are one after the other. Plain data. */
export interface RangeResult {
  readonly range: Range;
  readonly runs: number;
  readonly steps: number;
  readonly vehicleUs: Micros;
  /** Of each group, in order. */
  readonly hashes: readonly string[];
  readonly failures: readonly SwarmFailure[];
  readonly coverage: CoverageCounts;
}

/** @param groups those of the range, in any order */
export function rangeResult(range: Range, groups: readonly GroupResult[]): RangeResult {
  const results = groups.toSorted((a, b) => a.group - b.group);
  return {
    range,
    ...sums(results),
    hashes: results.map(({ hash }) => hash),
    failures: results.flatMap(({ failures }) => failures),
    coverage: mergeCounts(results.map(({ coverage }) => coverage)),
  };
}

type Sums = Pick<RangeResult, 'runs' | 'steps' | 'vehicleUs'>;

function sums(results: readonly Sums[]): Sums {
  const sum = (valueOf: (result: Sums) => number): number => results.reduce((total, each) => total + valueOf(each), 0);
  return { runs: sum(({ runs }) => runs), steps: sum(({ steps }) => steps), vehicleUs: sum((each) => each.vehicleUs) };
}

const failureSchema: z.ZodType<SwarmFailure> = z.object({
  cause: z.string(),
  violation: z.object({
    rule: z.string(),
    aspect: z.string(),
    oracle: z.string(),
    firmware: z.string(),
    atUs: z.number().nonnegative(),
  }),
  profile: z.record(z.string(), z.unknown()),
  seed: z.int(),
  group: z.int().nonnegative(),
  steps: z.array(z.custom<SwarmStep>(isSwarmStep, 'a step of an exploration')),
});

export const rangeSchema: z.ZodType<RangeResult> = z.object({
  range: z.object({ from: z.int().nonnegative(), to: z.int().positive() }),
  runs: z.int().nonnegative(),
  steps: z.int().nonnegative(),
  vehicleUs: z.number().nonnegative(),
  hashes: z.array(z.string()),
  failures: z.array(failureSchema),
  coverage: z.record(z.string(), z.int().nonnegative()),
});

/** Its form only: hash and version of what it came in show that this program has made it. */
export function isRangeResult(value: unknown): value is RangeResult {
  return rangeSchema.safeParse(value).success;
}
