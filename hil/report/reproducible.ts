import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';
import type { ReportedResult, RunReport } from './run-report.ts';

/** In place of the wall clock. */
const EPOCH = '1970-01-01T00:00:00.000Z';

/**
 * The report without what differs from one run to the next: it starts at the epoch, and each scenario has taken its
 * vehicle time. The same scenarios, versions and options then give the same bytes, however they were run.
 */
export function reproducibleReport(report: RunReport): RunReport {
  const results = report.results.map(reproducible);
  const durationUs = results.reduce((sum, { realUs }) => sum + realUs, 0);
  const info = { ...report.info, startedAt: EPOCH, durationMs: durationUs / MICROS_PER_MILLI, jobs: 1 };
  return { ...report, info, results };
}

function reproducible(entry: ReportedResult): ReportedResult {
  const realUs = Math.max(1, entry.result.durationUs);
  return { ...entry, realUs, earlier: entry.earlier.map((attempt) => ({ ...attempt, realUs })) };
}
