import { selectorOf } from '../scenario/result.ts';
import { coveragePercent, totalsOf, type RunReport } from './run-report.ts';

/** What a run names its bench where it is the one in this process. */
const VIRTUAL_BENCH_NAME = 'virtual';

/** How a run ended as a whole, worst first; `not-deterministic`: repetitions of one seed that are not the same. */
export type RunVerdict =
  'interrupted' | 'failed' | 'bench-error' | 'not-deterministic' | 'inconclusive' | 'gate-missed' | 'passed';

/**
 * A failure says more than a bench's trouble, and that more than an open question. What is quarantined does not count;
 * an interrupted run is never taken for a whole one.
 *
 * @param coverageGate least percent of the rules that passed scenarios are to cover; null asks for none
 */
export function runVerdict(report: RunReport, coverageGate: number | null): RunVerdict {
  const { results, endedBy } = report;
  if (endedBy === 'interrupt') return 'interrupted';
  const totals = totalsOf(results.filter(({ quarantine }) => quarantine === null));
  if (totals.fail > 0) return 'failed';
  if (totals.error > 0) return 'bench-error';
  if (notTheSame(report).length > 0) return 'not-deterministic';
  if (totals.inconclusive > 0) return 'inconclusive';
  return coverageGate !== null && coveragePercent(results) < coverageGate ? 'gate-missed' : 'passed';
}

/** Names of scenarios whose repetitions, with one seed and in virtual time, have different traces. */
export function notTheSame({ info, results }: Pick<RunReport, 'info' | 'results'>): readonly string[] {
  // No two runs in real time are the same.
  if (info.bench !== VIRTUAL_BENCH_NAME) return [];
  const hashes = new Map<string, { readonly name: string; readonly seen: Set<string | null> }>();
  for (const { result, repetition } of results) {
    if (repetition === null) continue;
    const { name, seed, traceHash } = result;
    const key = `${selectorOf(result)}\n${seed}`;
    const known = hashes.get(key);
    if (known === undefined) hashes.set(key, { name, seen: new Set([traceHash]) });
    else known.seen.add(traceHash);
  }
  return [...hashes.values()].filter(({ seen }) => seen.size > 1).map(({ name }) => name);
}
