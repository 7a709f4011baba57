import { counted } from '../../can-bus/text/counted.ts';
import type { Verdict } from '../scenario/result.ts';
import { numberCounted } from './counted.ts';
import { totalsOf, type RunReport } from './run-report.ts';
import { runProblems, runVerdict, type RunVerdict } from './verdict-policy.ts';

/** How a run is shown: as a scenario with this verdict. */
const SHOWN_AS: Readonly<Record<RunVerdict, Verdict>> = {
  interrupted: 'inconclusive',
  failed: 'fail',
  'bench-error': 'error',
  'not-deterministic': 'fail',
  inconclusive: 'inconclusive',
  'gate-missed': 'fail',
  passed: 'pass',
};

/** The result of a run in one sentence, without a full stop. */
export interface RunHeadline {
  readonly verdict: Verdict;
  readonly text: string;
}

/** The headline of each report: it follows the verdict of the run. */
export function runHeadline(report: RunReport): RunHeadline {
  const verdict = runVerdict(report);
  const isNothing = verdict === 'passed' && numberCounted(totalsOf(report.results)) === 0;
  return { verdict: isNothing ? 'inconclusive' : SHOWN_AS[verdict], text: textOf(report, verdict) };
}

/** What fails a run, but no scenario alone, as far as the headline does not say it. */
export function problemsBeside(report: RunReport): readonly string[] {
  const headline = runHeadline(report).text;
  return runProblems(report).flatMap(({ text }) => (text === headline ? [] : [text]));
}

function textOf(report: RunReport, verdict: RunVerdict): string {
  const { results, notRun } = report;
  const { pass, fail, error, inconclusive, quarantined } = totalsOf(results);
  const all = counted(pass + fail + error + inconclusive, 'scenario');
  switch (verdict) {
    case 'interrupted':
      return `interrupted: ${notRun.length} not run${fail === 0 ? '' : `, ${fail} of ${all} failed`}`;
    case 'failed':
      return `${fail} of ${all} failed`;
    case 'bench-error':
      return `the bench failed in ${error} of ${all}`;
    case 'inconclusive':
      return `${inconclusive} of ${all} inconclusive`;
    case 'not-deterministic':
    case 'gate-missed':
      return runProblems(report)[0]?.text ?? verdict;
    case 'passed':
      if (results.length === 0) return 'nothing was run';
      if (pass === 0) return `nothing counted, ${quarantined} quarantined`;
      return `${pass} of ${all} passed${notRun.length === 0 ? '' : `, ${notRun.length} not run`}`;
  }
}
