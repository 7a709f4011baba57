import type { Verdict } from '../scenario/result.ts';

/** What decides how a scenario is counted. */
export interface Judged {
  readonly verdict: Verdict;
  /** The reason of its quarantine; null where there is none. */
  readonly quarantine: string | null;
}

/** A quarantined scenario counts as that alone, whatever its verdict: in every report, and for the exit code. */
export type CountedAs = Verdict | 'quarantined';

export function countedAs({ verdict, quarantine }: Judged): CountedAs {
  return quarantine === null ? verdict : 'quarantined';
}

/** It keeps a run from passing. */
export function countsAgainst(judged: Judged): boolean {
  const as = countedAs(judged);
  return as !== 'pass' && as !== 'quarantined';
}

export type Totals = Readonly<Record<CountedAs, number>>;

export function countAll(all: readonly Judged[]): Totals {
  const totals = { pass: 0, fail: 0, inconclusive: 0, error: 0, quarantined: 0 };
  for (const one of all) totals[countedAs(one)] += 1;
  return totals;
}

/** The number of scenarios that are not quarantined. */
export function numberCounted({ pass, fail, inconclusive, error }: Totals): number {
  return pass + fail + inconclusive + error;
}
