import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';
import { coverageOf, coveragePercent, isFlaky, speedOf, totalsOf, type RunReport } from './run-report.ts';
import { runProblems, runVerdict } from './verdict-policy.ts';

/** Everything except what the viewer shows, as plain data for `--json`. */
export function reportAsData(report: RunReport): object {
  const { results, notRun, endedBy, coverageGate, info } = report;
  const { quarantined, ...totals } = totalsOf(results);
  return {
    info,
    verdict: runVerdict(report),
    problems: runProblems(report).map(({ text }) => text),
    totals,
    flaky: results.filter(isFlaky).length,
    quarantined,
    coveragePercent: coveragePercent(results),
    coverageGate,
    endedBy,
    notRun,
    scenarios: results.map((entry) => ({
      ...entry.result,
      realMs: entry.realUs / MICROS_PER_MILLI,
      speed: speedOf(entry),
      repeat: entry.repeat,
      earlier: entry.earlier,
      flaky: isFlaky(entry),
      quarantine: entry.quarantine,
      repetition: entry.repetition,
      artifacts: entry.artifacts,
    })),
    rules: coverageOf(results),
  };
}
