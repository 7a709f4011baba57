import { createHash } from 'node:crypto';

import type { Micros } from '../../../can-bus/time/micros.ts';
import { sortedCounts, type CoverageCounts } from '../coverage/coverage-counts.ts';
import type { RangeResult } from './group-range.ts';
import type { SwarmFailure } from './run-group.ts';

/** All failures of one cause. */
export interface FailureCause {
  readonly cause: string;
  /** How many runs broke it. */
  readonly count: number;
  /** The one with the fewest steps, of several the first. */
  readonly shortest: SwarmFailure;
}

export interface SwarmReport {
  readonly seed: number;
  readonly groups: number;
  readonly runs: number;
  readonly steps: number;
  readonly vehicleUs: Micros;
  /** Of all groups in order: equal for equal seeds and numbers of runs, with any number of jobs. */
  readonly hash: string;
  readonly failedRuns: number;
  /** In the order in which they were found. */
  readonly causes: readonly FailureCause[];
  readonly coverage: CoverageCounts;
}

/**
 * The sum of an exploration, to which results are added in the order of their groups. What it keeps grows with the number
 * of causes and of covered cells, not with that of the results.
 */
export class SwarmTotals {
  readonly #hash = createHash('sha256');
  readonly #counts = new Map<string, number>();
  readonly #causes = new Map<string, FailureCause>();
  #groups = 0;
  #runs = 0;
  #steps = 0;
  #vehicleUs = 0;
  #failedRuns = 0;

  add({ runs, steps, vehicleUs, hashes, failures, coverage }: RangeResult): void {
    this.#groups += hashes.length;
    this.#runs += runs;
    this.#steps += steps;
    this.#vehicleUs += vehicleUs;
    for (const hash of hashes) this.#hash.update(hash);
    for (const [key, count] of Object.entries(coverage)) this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
    this.#failedRuns += failures.length;
    for (const failure of failures) this.#addFailure(failure);
  }

  report(seed: number): SwarmReport {
    return {
      seed,
      groups: this.#groups,
      runs: this.#runs,
      steps: this.#steps,
      vehicleUs: this.#vehicleUs,
      hash: this.#hash.copy().digest('hex'),
      failedRuns: this.#failedRuns,
      causes: [...this.#causes.values()],
      coverage: sortedCounts(this.#counts),
    };
  }

  #addFailure(failure: SwarmFailure): void {
    const { cause } = failure;
    const known = this.#causes.get(cause);
    if (known === undefined) this.#causes.set(cause, { cause, count: 1, shortest: failure });
    else {
      const shortest = failure.steps.length < known.shortest.steps.length ? failure : known.shortest;
      this.#causes.set(cause, { cause, count: known.count + 1, shortest });
    }
  }
}

/** Puts ranges together, in any order, as if they had been explored in one piece. */
export function swarmReport(seed: number, ranges: readonly RangeResult[]): SwarmReport {
  const totals = new SwarmTotals();
  for (const range of ranges.toSorted((a, b) => a.range.from - b.range.from)) totals.add(range);
  return totals.report(seed);
}
