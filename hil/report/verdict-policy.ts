import { selectorOf } from '../scenario/result.ts';
import { coveragePercent, totalsOf, type RunReport } from './run-report.ts';

/** The bench name of a run in this process. */
const VIRTUAL_BENCH_NAME = 'virtual';

/** The result of a run as a whole, worst first; `not-deterministic`: repetitions with one seed differ. */
export type RunVerdict =
  'interrupted' | 'failed' | 'bench-error' | 'not-deterministic' | 'inconclusive' | 'gate-missed' | 'passed';

/**
 * A failure ranks above a bench error, which ranks above inconclusive. Quarantined scenarios do not count; an
 * interrupted run never counts as complete.
 *
 * @param coverageGate minimum rule coverage in percent; null for none
 */
export function runVerdict(report: RunReport, coverageGate: number | null): RunVerdict {
  const { results, endedBy } = report;
  if (endedBy === 'interrupt') return 'interrupted';
  const totals = totalsOf(results);
  if (totals.fail > 0) return 'failed';
  if (totals.error > 0) return 'bench-error';
  if (notTheSame(report).length > 0) return 'not-deterministic';
  if (totals.inconclusive > 0) return 'inconclusive';
  return coverageGate !== null && coveragePercent(results) < coverageGate ? 'gate-missed' : 'passed';
}

/** Names of scenarios whose repetitions, with one seed and in virtual time, have different traces. */
export function notTheSame({ info, results }: Pick<RunReport, 'info' | 'results'>): readonly string[] {
  // Runs in real time always differ.
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
