import { endLines, scenarioLines, summaryLines, type RulesShown } from '../../report/console.ts';
import { reproducibleReport } from '../../report/reproducible.ts';
import { reportAsData } from '../../report/report-as-data.ts';
import type { ReportedResult, RunReport } from '../../report/run-report.ts';
import { runVerdict, type RunVerdict } from '../../report/verdict-policy.ts';
import type { SourceText } from '../../report/viewer-data.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { RunFlags } from './run-flags.ts';
import { leaveReports } from './run-reports.ts';

/** Width for an output that is not a terminal. */
const DEFAULT_COLUMNS = 100;

const EXIT_CODES: Readonly<Record<RunVerdict, ExitCode>> = {
  interrupted: EXIT.interrupted,
  failed: EXIT.failed,
  'bench-error': EXIT.bench,
  'not-deterministic': EXIT.notDeterministic,
  inconclusive: EXIT.inconclusive,
  'gate-missed': EXIT.gateMissed,
  passed: EXIT.passed,
};

/** The flags that say what a run prints and writes at its end. */
type ConclusionFlags = Pick<RunFlags, 'report' | 'summary' | 'json' | 'quiet' | 'rules' | 'reproducible'>;

/** What a run brings to its end, beside its report. */
interface Conclusion {
  /** What could not be stored so far. */
  readonly troubles: readonly string[];
  /** The texts that the steps come from; null where they are read from their files. */
  readonly sources: readonly SourceText[] | null;
}

/**
 * Writes the reports of a run, prints its totals, and judges it: the same for a run in one piece and for a merged one.
 */
export async function concludeRun(
  measured: RunReport,
  flags: ConclusionFlags,
  terminal: Terminal,
  { troubles, sources }: Conclusion,
): Promise<ExitCode> {
  const report = flags.reproducible === true ? reproducibleReport(measured) : measured;
  const all = [...new Set([...troubles, ...(await leaveReports(report, flags, terminal, sources))])];
  printReport(report, all, flags, terminal);
  const verdict = runVerdict(report);
  // The measurements exist; a pass that could not be stored does not count as one.
  return verdict === 'passed' && all.length > 0 ? EXIT.bench : EXIT_CODES[verdict];
}

/** Prints one result, unless only others are wanted. */
export function reportResult(entry: ReportedResult, flags: Pick<RunFlags, 'json' | 'quiet'>, terminal: Terminal): void {
  const isDull = entry.result.verdict === 'pass' && entry.earlier.length === 0;
  if (flags.json === true || (flags.quiet === true && isDull)) return;
  const width = process.stdout.isTTY ? process.stdout.columns : DEFAULT_COLUMNS;
  for (const line of scenarioLines(entry, (style, text) => terminal.style(style, text), width)) terminal.out(line);
}

/** @param troubles what could not be stored, which its own report cannot contain */
function printReport(report: RunReport, troubles: readonly string[], flags: ConclusionFlags, terminal: Terminal): void {
  const style: Terminal['style'] = (name, text) => terminal.style(name, text);
  for (const trouble of troubles) terminal.err(`error: ${trouble}`);
  if (flags.json === true) terminal.out(JSON.stringify({ ...reportAsData(report), troubles }));
  else for (const line of summaryLines(report.results, style, rulesShown(flags, report))) terminal.out(line);
  for (const line of endLines(report)) terminal.err(line);
}

/** How much of the rule coverage is shown; a gate needs all of it. */
function rulesShown({ quiet, rules }: ConclusionFlags, { coverageGate }: RunReport): RulesShown {
  if (rules === true) return 'table';
  return quiet === true && coverageGate === null ? 'none' : 'count';
}
