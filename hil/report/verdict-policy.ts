import { selectorOf } from '../scenario/result.ts';
import { coveragePercent, totalsOf, type RunReport } from './run-report.ts';

/** The bench name of a run in this process. */
const VIRTUAL_BENCH_NAME = 'virtual';

/** The result of a run as a whole, worst first; `not-deterministic`: repetitions with one seed differ. */
export type RunVerdict =
  'interrupted' | 'failed' | 'bench-error' | 'not-deterministic' | 'inconclusive' | 'gate-missed' | 'passed';

/**
 * A failure ranks above a bench error, which ranks above repetitions that differ, then inconclusive, then the missed
 * gate. Quarantined scenarios do not count; an interrupted run never counts as complete.
 */
export function runVerdict(report: RunReport): RunVerdict {
  if (report.endedBy === 'interrupt') return 'interrupted';
  const totals = totalsOf(report.results);
  if (totals.fail > 0) return 'failed';
  if (totals.error > 0) return 'bench-error';
  const problems = runProblems(report);
  if (problems.some(({ kind }) => kind === 'not-deterministic')) return 'not-deterministic';
  if (totals.inconclusive > 0) return 'inconclusive';
  return problems[0]?.kind ?? 'passed';
}

/** Why a run does not pass although each of its scenarios may have. */
interface RunProblem {
  readonly kind: 'not-deterministic' | 'gate-missed';
  readonly text: string;
}

/** The problems that no scenario has alone, in the order of {@link runVerdict}. */
export function runProblems(report: RunReport): readonly RunProblem[] {
  const { results, coverageGate } = report;
  const percent = coveragePercent(results);
  return [
    ...notTheSame(report).map((name) => ({
      kind: 'not-deterministic' as const,
      text: `not deterministic: the repetitions of "${name}" have different event hashes`,
    })),
    ...(coverageGate === null || percent >= coverageGate
      ? []
      : [
          {
            kind: 'gate-missed' as const,
            text: `coverage gate missed: ${percent} % of the rules are covered, ${coverageGate} % required`,
          },
        ]),
  ];
}

/** Names of scenarios whose repetitions, with one seed and in virtual time, have different traces. */
function notTheSame({ info, results }: Pick<RunReport, 'info' | 'results'>): readonly string[] {
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
